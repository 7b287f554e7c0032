-- A dwelling while it is covered: an inspection on day t covers t .. t + days - 1. Pieces end where the next inspection
-- takes over, so they never overlap, and both ends are clipped to the time the interval holds.
CREATE TABLE work.$covers AS
WITH visited AS (
    SELECT DISTINCT dwelling_id, CAST(inspected_at AS DATE) AS dt FROM work.inspections WHERE $condition
),
followed AS (
    SELECT dwelling_id, dt, lead(dt) OVER (PARTITION BY dwelling_id ORDER BY dt) AS following FROM visited
)
SELECT
    s.g, s.kind, s.class, s.count,
    greatest(v.dt, s.enters) AS enters,
    least(v.dt + CAST(s.days AS INTEGER), v.following, s.leaves) AS leaves
FROM work.dues AS s
JOIN followed AS v ON v.dwelling_id = s.dwelling_id
WHERE v.dt + CAST(s.days AS INTEGER) > s.enters
  AND (v.following IS NULL OR v.following > s.enters)
  AND (s.leaves IS NULL OR v.dt < s.leaves);
