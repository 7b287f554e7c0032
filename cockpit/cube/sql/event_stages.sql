-- Hours from one moment to the next; a slip that goes backwards takes none.
CREATE MACRO work.hours(earlier, later) AS greatest(0, epoch_us(later) - epoch_us(earlier)) / 3600000000.0;
-- The time an event spent in each stage, in hours, and how often it went through it, for events whose steps are known:
-- all the time that ended with the stage's own step, or with one that sent it back from there (a failed check is time of
-- checking, a refusal is time of waiting for someone to come, a return is time of handling). Time between a close and a
-- reopening is nobody's.
CREATE TABLE work.event_course AS
WITH moves AS (
    SELECT event_id, "at" AS moment, step,
        CASE step
            WHEN 'filed' THEN 1 WHEN 'dispatched' THEN 2 WHEN 'bounced' THEN 3 WHEN 'arrived' THEN 4 WHEN 'handled' THEN 5
            WHEN 'failed' THEN 6 WHEN 'returned' THEN 7 WHEN 'verified' THEN 8 WHEN 'closed' THEN 9 WHEN 'reopened' THEN 10
            END AS place
    FROM work.extracts.event_steps
    UNION ALL
    SELECT event_id, reported_at AS moment, 'reported' AS step, 0 AS place
    FROM work.extracts.events
    WHERE event_id IN (SELECT event_id FROM work.extracts.event_steps)
),
spans AS (
    SELECT event_id, moment, step,
        CASE step WHEN 'failed' THEN 'verified' WHEN 'returned' THEN 'handled' WHEN 'bounced' THEN 'arrived' ELSE step END
            AS stage,
        coalesce(epoch_us(moment) - lag(epoch_us(moment)) OVER course, 0) AS spent -- whole, so that no order of adding matters
    FROM moves
    WHERE place IS NOT NULL
    WINDOW course AS (PARTITION BY event_id ORDER BY moment, place)
)
SELECT event_id,
    sum(spent) FILTER (stage = 'filed') / 3600000000.0 AS filed_hours,
    sum(spent) FILTER (stage = 'dispatched') / 3600000000.0 AS dispatched_hours,
    sum(spent) FILTER (stage = 'arrived') / 3600000000.0 AS arrived_hours,
    sum(spent) FILTER (stage = 'handled') / 3600000000.0 AS handled_hours,
    sum(spent) FILTER (stage = 'verified') / 3600000000.0 AS verified_hours,
    sum(spent) FILTER (stage = 'closed') / 3600000000.0 AS closed_hours,
    count(*) FILTER (step = 'dispatched') AS dispatched_passes,
    count(*) FILTER (step = 'arrived') AS arrived_passes,
    count(*) FILTER (step = 'handled') AS handled_passes,
    count(*) FILTER (step IN ('verified', 'failed')) AS verified_passes,
    count(*) FILTER (step = 'closed') AS closed_passes,
    coalesce(list_sort(list(moment) FILTER (step = 'failed')), []) AS failed_at,
    count(*) FILTER (step = 'failed') AS failures
FROM spans
GROUP BY event_id;
