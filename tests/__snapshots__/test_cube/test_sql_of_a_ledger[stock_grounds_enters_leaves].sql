CREATE TABLE stock_grounds_enters_leaves AS
SELECT g, dt,
    CAST(coalesce(sum(ground_km2), 0) AS DECIMAL(18, 6)) AS ground_km2
FROM (
SELECT g, CAST(enters AS DATE) AS dt,
    (sum(km2)) AS ground_km2
FROM (SELECT v.* FROM work.grounds AS v ) WHERE (enters) IS NOT NULL GROUP BY ALL
UNION ALL
SELECT g, CAST(leaves AS DATE) AS dt,
    -(sum(km2)) AS ground_km2
FROM (SELECT v.* FROM work.grounds AS v ) WHERE (leaves) IS NOT NULL GROUP BY ALL
) GROUP BY g, dt
HAVING coalesce(sum(ground_km2), 0) <> 0
ORDER BY g, dt;