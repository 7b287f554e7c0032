-- Every day the events speak of, whether it is worked, and how many worked days there were up to it. The time worked
-- between two moments is the difference of their places: `number` whole days of work before a moment's day, and what has
-- passed of that day if it is worked. Days not listed are Monday to Friday.
CREATE TABLE workday AS
WITH moments AS (
    SELECT unnest([reported_at, closed_at, supervise_due_at]) AS moment FROM work.extracts.events
),
reach AS (
    -- as far on as a list of days off may push a deadline, so that what is left until one can be counted
    SELECT min(CAST(moment AS DATE)) AS first, max(CAST(moment AS DATE)) + 60 AS last
    FROM moments
    WHERE CAST(moment AS DATE) BETWEEN $earliest AND $latest
),
days AS (
    SELECT CAST(moment AS DATE) AS dt
    FROM (SELECT unnest(generate_series(first, last, INTERVAL 1 DAY)) AS moment FROM reach)
),
marked AS (
    SELECT d.dt, coalesce(c.working, isodow(d.dt) <= 5) AS worked
    FROM days AS d
    LEFT JOIN work.extracts.calendar AS c ON c.date = d.dt
)
SELECT dt, worked, CAST(sum(CAST(worked AS INTEGER)) OVER (ORDER BY dt) AS INTEGER) AS number
FROM marked
ORDER BY dt;
-- The place of a moment among worked time, in microseconds.
CREATE MACRO work.worked_place(moment, worked, number) AS
    CASE WHEN worked
        THEN (number - 1) * 86400000000 + epoch_us(moment) - epoch_us(CAST(CAST(moment AS DATE) AS TIMESTAMP))
        ELSE number * 86400000000 END;
