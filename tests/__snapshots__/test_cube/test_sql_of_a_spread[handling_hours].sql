CREATE TABLE spread_handling_hours AS
SELECT g, CAST(closed_at AS DATE) AS dt, category, category_group, channel, severity, department, CAST(date_diff('microsecond', reported_at, closed_at) / 3600000000.0 AS DOUBLE) AS value
FROM work.events
WHERE closed_at IS NOT NULL
ORDER BY g, dt;
CREATE TABLE histogram_handling_hours AS
WITH large AS (
    SELECT s.unit FROM spread_handling_hours AS v JOIN work.grid_unit AS s ON s.g = v.g
    GROUP BY s.unit HAVING count(*) > 200000
)
SELECT s.unit, v.dt, CAST(CASE WHEN abs(v.value) < 0.0003 THEN 0 ELSE sign(v.value) * (floor(ln(abs(v.value) / 0.0003) / ln(1.04)) + 1) END AS INTEGER) AS bucket, CAST(count(*) AS BIGINT) AS n
FROM spread_handling_hours AS v JOIN work.grid_unit AS s ON s.g = v.g
WHERE s.unit IN (SELECT unit FROM large)
GROUP BY ALL ORDER BY s.unit, v.dt;