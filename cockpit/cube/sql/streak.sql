-- Communities (the units right above base grids), counted at their first grid, and their streaks: months without any
-- event of a watched category. Row k of a streak holds from the last day of its k-th whole month until the next such
-- event, so that the rows that hold on a day are the months of the streak as of that day.
-- Where a city knows none of the watched categories nobody watches: its communities are counted from no day on.
CREATE TABLE work.communities AS
SELECT p.code, p.lo AS g, coalesce(p.type, '') AS unit_type,
    CASE WHEN (SELECT count(*) FROM work.watched) > 0 THEN DATE '0001-01-01' END AS since
FROM unit AS p
WHERE p.tree = 'admin' AND p.code IN (SELECT parent FROM unit WHERE tree = 'admin' AND leaf);

-- A table of its own: DuckDB 2.0 may fail to join what comes out of a UNION with words ("dict-surviving cache").
CREATE TABLE work.gaps AS
WITH broken AS (
    SELECT DISTINCT u.parent AS code, CAST(e.reported_at AS DATE) AS dt
    FROM work.events AS e
    JOIN unit AS u ON u.tree = 'admin' AND u.leaf AND u.g = e.g
    WHERE e.category IN (SELECT category FROM work.watched)
)
SELECT code, dt AS after, lead(dt) OVER (PARTITION BY code ORDER BY dt) AS until FROM broken
UNION ALL
SELECT c.code, NULL AS after, min(b.dt) AS until
FROM work.communities AS c
LEFT JOIN broken AS b ON b.code = c.code
GROUP BY c.code;

CREATE TABLE work.streaks AS
WITH months AS (
    SELECT CAST(m AS DATE) AS begins, CAST(m + INTERVAL 1 MONTH - INTERVAL 1 DAY AS DATE) AS ends
    FROM (SELECT unnest(generate_series($first_month, $last_day, INTERVAL 1 MONTH)) AS m)
    WHERE m + INTERVAL 1 MONTH - INTERVAL 1 DAY <= $last_day
)
SELECT
    c.g, c.unit_type,
    m.ends AS enters,
    p.until AS leaves,
    CAST(row_number() OVER (PARTITION BY c.code, p.after ORDER BY m.begins) AS INTEGER) AS months
FROM work.gaps AS p
JOIN work.communities AS c ON c.code = p.code AND c.since IS NOT NULL
JOIN months AS m ON (p.after IS NULL OR m.begins > p.after) AND (p.until IS NULL OR m.ends < p.until);
