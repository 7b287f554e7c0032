SELECT g, dt, kind, class,
    CAST(coalesce(sum(dwellings_due_7), 0) AS BIGINT) AS dwellings_due_7,
    CAST(coalesce(sum(dwellings_due_14), 0) AS BIGINT) AS dwellings_due_14,
    CAST(coalesce(sum(dwellings_due_30), 0) AS BIGINT) AS dwellings_due_30
FROM (
SELECT g, CAST(enters AS DATE) AS dt, code_kind AS kind, code_class AS class,
    +(coalesce(sum(count) FILTER (within = 7), 0)) AS dwellings_due_7,
    +(coalesce(sum(count) FILTER (within = 14), 0)) AS dwellings_due_14,
    +(coalesce(sum(count) FILTER (within = 30), 0)) AS dwellings_due_30
FROM work.counted_frontiers WHERE (enters) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT g, CAST(leaves AS DATE) AS dt, code_kind AS kind, code_class AS class,
    -(coalesce(sum(count) FILTER (within = 7), 0)) AS dwellings_due_7,
    -(coalesce(sum(count) FILTER (within = 14), 0)) AS dwellings_due_14,
    -(coalesce(sum(count) FILTER (within = 30), 0)) AS dwellings_due_30
FROM work.counted_frontiers WHERE (leaves) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, kind, class
HAVING coalesce(sum(dwellings_due_7), 0) <> 0 OR coalesce(sum(dwellings_due_14), 0) <> 0 OR coalesce(sum(dwellings_due_30), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), kind, class, g, dt;