SELECT g, dt, unit_type,
    CAST(coalesce(sum(communities), 0) AS BIGINT) AS communities
FROM (
SELECT g, CAST(since AS DATE) AS dt, code_unit_type AS unit_type,
    +(count(*)) AS communities
FROM work.counted_communities WHERE (since) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT g, CAST(CAST(NULL AS DATE) AS DATE) AS dt, code_unit_type AS unit_type,
    -(count(*)) AS communities
FROM work.counted_communities WHERE (CAST(NULL AS DATE)) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, unit_type
HAVING coalesce(sum(communities), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), g, dt;