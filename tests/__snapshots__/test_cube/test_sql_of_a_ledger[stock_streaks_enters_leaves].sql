SELECT g, dt, unit_type,
    CAST(coalesce(sum(streak_months), 0) AS BIGINT) AS streak_months,
    CAST(coalesce(sum(communities_clean), 0) AS BIGINT) AS communities_clean
FROM (
SELECT g, CAST(enters AS DATE) AS dt, code_unit_type AS unit_type,
    +(count(*)) AS streak_months,
    +(count(*) FILTER (months = 3)) AS communities_clean
FROM work.counted_streaks WHERE (enters) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT g, CAST(leaves AS DATE) AS dt, code_unit_type AS unit_type,
    -(count(*)) AS streak_months,
    -(count(*) FILTER (months = 3)) AS communities_clean
FROM work.counted_streaks WHERE (leaves) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, unit_type
HAVING coalesce(sum(streak_months), 0) <> 0 OR coalesce(sum(communities_clean), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), g, dt;