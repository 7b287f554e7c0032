SELECT g, dt, residence, sex, age,
    CAST(coalesce(sum(population), 0) AS BIGINT) AS population,
    CAST(coalesce(sum(population_absent), 0) AS BIGINT) AS population_absent,
    CAST(coalesce(sum(population_aged), 0) AS BIGINT) AS population_aged,
    CAST(coalesce(sum(population_old), 0) AS BIGINT) AS population_old
FROM (
SELECT g, CAST(enters AS DATE) AS dt, code_residence AS residence, code_sex AS sex, code_age AS age,
    +(coalesce(sum(count) FILTER (residence <> 'absent'), 0)) AS population,
    +(coalesce(sum(count) FILTER (residence = 'absent'), 0)) AS population_absent,
    +(coalesce(sum(count) FILTER (residence <> 'absent' AND (youngest >= 60 OR oldest < 60)), 0)) AS population_aged,
    +(coalesce(sum(count) FILTER (residence <> 'absent' AND youngest >= 60), 0)) AS population_old
FROM work.counted_population WHERE (enters) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT g, CAST(leaves AS DATE) AS dt, code_residence AS residence, code_sex AS sex, code_age AS age,
    -(coalesce(sum(count) FILTER (residence <> 'absent'), 0)) AS population,
    -(coalesce(sum(count) FILTER (residence = 'absent'), 0)) AS population_absent,
    -(coalesce(sum(count) FILTER (residence <> 'absent' AND (youngest >= 60 OR oldest < 60)), 0)) AS population_aged,
    -(coalesce(sum(count) FILTER (residence <> 'absent' AND youngest >= 60), 0)) AS population_old
FROM work.counted_population WHERE (leaves) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, residence, sex, age
HAVING coalesce(sum(population), 0) <> 0 OR coalesce(sum(population_absent), 0) <> 0 OR coalesce(sum(population_aged), 0) <> 0 OR coalesce(sum(population_old), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), g, dt;