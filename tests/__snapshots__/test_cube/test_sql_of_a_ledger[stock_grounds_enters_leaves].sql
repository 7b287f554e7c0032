SELECT g, dt,
    CAST(coalesce(sum(ground_km2), 0) AS DECIMAL(18, 6)) AS ground_km2
FROM (
SELECT g, CAST(enters AS DATE) AS dt,
    +(sum(km2)) AS ground_km2
FROM work.counted_grounds WHERE (enters) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT g, CAST(leaves AS DATE) AS dt,
    -(sum(km2)) AS ground_km2
FROM work.counted_grounds WHERE (leaves) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt
HAVING CAST(coalesce(sum(ground_km2), 0) AS DECIMAL(18, 6)) <> 0
ORDER BY g // 1, year(dt), month(dt), g, dt;