-- A dwelling while it is covered: an inspection on day t covers t .. t + days - 1. Pieces end where the next inspection
-- takes over, so they never overlap, and both ends are clipped to the time the interval holds.
WITH visited AS (
    SELECT DISTINCT dwelling, CAST(inspected_at AS DATE) AS dt FROM work.inspections WHERE $condition AND $within
),
followed AS (
    SELECT dwelling, dt, lead(dt) OVER (PARTITION BY dwelling ORDER BY dt) AS following FROM visited
)
SELECT
    s.g, s.kind, s.class, s.count,
    greatest(v.dt, s.enters) AS enters,
    least(v.dt + CAST(s.days AS INTEGER), v.following, s.leaves) AS leaves
FROM work.dues AS s
JOIN followed AS v ON v.dwelling = s.dwelling
WHERE v.dt + CAST(s.days AS INTEGER) > s.enters
  AND (v.following IS NULL OR v.following > s.enters)
  AND (s.leaves IS NULL OR v.dt < s.leaves)
