SELECT g, CAST(CASE WHEN urgent AND arrived_at >= reported_at THEN reported_at END AS DATE) AS dt, CAST(date_diff('microsecond', reported_at, arrived_at) / 60000000.0 AS DOUBLE) AS value
FROM work.counted_events
WHERE (CASE WHEN urgent AND arrived_at >= reported_at THEN reported_at END) IS NOT NULL AND (date_diff('microsecond', reported_at, arrived_at) / 60000000.0) IS NOT NULL AND true;
CREATE TABLE histogram_arrival_minutes AS
WITH grids AS (
    SELECT g, count(*) AS n FROM spread AS d GROUP BY g
),
large AS (
    SELECT s.unit FROM grids AS v JOIN held AS s ON s.g = v.g
    GROUP BY s.unit HAVING sum(v.n) > 300000
),
cells AS (
    SELECT g, dense_rank() OVER (ORDER BY units) AS cell FROM (
        SELECT g, list_sort(list(unit)) AS units FROM held
        WHERE unit IN (SELECT unit FROM large) GROUP BY g
    )
),
buckets AS (
    SELECT c.cell, d.dt, CAST(CASE WHEN abs(d.value) < 0.0003 THEN 0 ELSE sign(d.value) * (floor(ln(abs(d.value) / 0.0003) / ln(1.04)) + 1) END AS INTEGER) AS bucket, count(*) AS n
    FROM spread AS d JOIN cells AS c ON c.g = d.g GROUP BY ALL
),
cell_units AS (
    SELECT DISTINCT c.cell, s.unit FROM cells AS c JOIN held AS s ON s.g = c.g
    WHERE s.unit IN (SELECT unit FROM large)
)
SELECT u.unit, b.dt, b.bucket, CAST(sum(b.n) AS BIGINT) AS n
FROM buckets AS b JOIN cell_units AS u ON u.cell = b.cell
GROUP BY ALL ORDER BY u.unit, b.dt, b.bucket;