SELECT g, dt, kind, class,
    CAST(coalesce(sum(dwellings_covered), 0) AS BIGINT) AS dwellings_covered
FROM (
SELECT g, CAST(enters AS DATE) AS dt, code_kind AS kind, code_class AS class,
    +(sum(count)) AS dwellings_covered
FROM work.counted_covers WHERE (enters) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT g, CAST(leaves AS DATE) AS dt, code_kind AS kind, code_class AS class,
    -(sum(count)) AS dwellings_covered
FROM work.counted_covers WHERE (leaves) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, kind, class
HAVING coalesce(sum(dwellings_covered), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), kind, class, g, dt;