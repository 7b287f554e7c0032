SELECT g, dt, kind, class,
    CAST(coalesce(sum(dwellings), 0) AS BIGINT) AS dwellings,
    CAST(coalesce(sum(dwelling_rows), 0) AS BIGINT) AS dwelling_rows,
    CAST(coalesce(sum(residents), 0) AS BIGINT) AS residents,
    CAST(coalesce(sum(registered), 0) AS BIGINT) AS registered,
    CAST(coalesce(sum(floating), 0) AS BIGINT) AS floating
FROM (
SELECT g, CAST(from_date AS DATE) AS dt, code_kind AS kind, code_class AS class,
    (sum(count)) AS dwellings,
    (count(*)) AS dwelling_rows,
    (sum(residents)) AS residents,
    (sum(registered)) AS registered,
    (sum(floating)) AS floating
FROM work.counted_dwellings WHERE (from_date) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT g, CAST(to_date + 1 AS DATE) AS dt, code_kind AS kind, code_class AS class,
    -(sum(count)) AS dwellings,
    -(count(*)) AS dwelling_rows,
    -(sum(residents)) AS residents,
    -(sum(registered)) AS registered,
    -(sum(floating)) AS floating
FROM work.counted_dwellings WHERE (to_date + 1) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, kind, class
HAVING coalesce(sum(dwellings), 0) <> 0 OR coalesce(sum(dwelling_rows), 0) <> 0 OR coalesce(sum(residents), 0) <> 0 OR coalesce(sum(registered), 0) <> 0 OR coalesce(sum(floating), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), kind, class, g, dt;