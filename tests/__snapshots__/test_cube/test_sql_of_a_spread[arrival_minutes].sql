SELECT g, CAST(CASE WHEN urgent AND arrived_at >= reported_at THEN reported_at END AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department, code_responsibility AS responsibility, code_stage AS stage, CAST(date_diff('microsecond', reported_at, arrived_at) / 60000000.0 AS DOUBLE) AS value
FROM work.counted_events
WHERE CASE WHEN urgent AND arrived_at >= reported_at THEN reported_at END IS NOT NULL AND (date_diff('microsecond', reported_at, arrived_at) / 60000000.0) IS NOT NULL AND true
ORDER BY g // 1, year(dt), month(dt), category_group, category, g, dt;
CREATE TABLE histogram_arrival_minutes AS
WITH grids AS (
    SELECT g, count(*) AS n FROM spread_arrival_minutes GROUP BY g
),
large AS (
    SELECT s.unit FROM grids AS v JOIN held AS s ON s.g = v.g
    GROUP BY s.unit HAVING sum(v.n) > 200000
),
buckets AS (
    SELECT g, dt, CAST(CASE WHEN abs(value) < 0.0003 THEN 0 ELSE sign(value) * (floor(ln(abs(value) / 0.0003) / ln(1.04)) + 1) END AS INTEGER) AS bucket, count(*) AS n
    FROM spread_arrival_minutes
    WHERE g IN (SELECT g FROM held WHERE unit IN (SELECT unit FROM large)) GROUP BY ALL
)
SELECT s.unit, v.dt, v.bucket, CAST(sum(v.n) AS BIGINT) AS n
FROM buckets AS v JOIN held AS s ON s.g = v.g
WHERE s.unit IN (SELECT unit FROM large)
GROUP BY ALL ORDER BY s.unit, v.dt, v.bucket;