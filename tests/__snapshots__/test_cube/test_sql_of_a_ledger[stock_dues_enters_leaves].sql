SELECT g, dt, kind, class,
    CAST(coalesce(sum(dwellings_due), 0) AS BIGINT) AS dwellings_due,
    CAST(coalesce(sum(dwelling_rows_due), 0) AS BIGINT) AS dwelling_rows_due,
    CAST(coalesce(sum(visits_due), 0) AS DECIMAL(18, 6)) AS visits_due,
    CAST(coalesce(sum(visits_asked), 0) AS DECIMAL(18, 4)) AS visits_asked
FROM (
SELECT g, CAST(enters AS DATE) AS dt, code_kind AS kind, code_class AS class,
    +(sum(count)) AS dwellings_due,
    +(count(*)) AS dwelling_rows_due,
    +(sum(count * 30.0 / days)) AS visits_due,
    +(sum(CAST(count / days AS DECIMAL(18, 4)))) AS visits_asked
FROM work.counted_dues WHERE (enters) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT g, CAST(leaves AS DATE) AS dt, code_kind AS kind, code_class AS class,
    -(sum(count)) AS dwellings_due,
    -(count(*)) AS dwelling_rows_due,
    -(sum(count * 30.0 / days)) AS visits_due,
    -(sum(CAST(count / days AS DECIMAL(18, 4)))) AS visits_asked
FROM work.counted_dues WHERE (leaves) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, kind, class
HAVING coalesce(sum(dwellings_due), 0) <> 0 OR coalesce(sum(dwelling_rows_due), 0) <> 0 OR CAST(coalesce(sum(visits_due), 0) AS DECIMAL(18, 6)) <> 0 OR CAST(coalesce(sum(visits_asked), 0) AS DECIMAL(18, 4)) <> 0
ORDER BY g // 1, year(dt), month(dt), kind, class, g, dt;