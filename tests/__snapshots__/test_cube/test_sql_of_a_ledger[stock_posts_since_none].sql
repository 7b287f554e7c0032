SELECT unit, dt, team, role,
    CAST(coalesce(sum(posts), 0) AS BIGINT) AS posts,
    CAST(coalesce(sum(posts_filled), 0) AS BIGINT) AS posts_filled,
    CAST(coalesce(sum(posts_watched), 0) AS BIGINT) AS posts_watched,
    CAST(coalesce(sum(posts_on_post), 0) AS BIGINT) AS posts_on_post,
    CAST(coalesce(sum(posts_licensable), 0) AS BIGINT) AS posts_licensable,
    CAST(coalesce(sum(posts_certified), 0) AS BIGINT) AS posts_certified,
    CAST(coalesce(sum(posts_assigned), 0) AS BIGINT) AS posts_assigned
FROM (
SELECT unit, CAST(since AS DATE) AS dt, code_team AS team, code_role AS role,
    +(count(*)) AS posts,
    +(count(*) FILTER (filled)) AS posts_filled,
    +(count(*) FILTER (filled AND on_post IS NOT NULL)) AS posts_watched,
    +(count(*) FILTER (filled AND on_post)) AS posts_on_post,
    +(count(*) FILTER (filled AND certified IS NOT NULL)) AS posts_licensable,
    +(count(*) FILTER (filled AND certified)) AS posts_certified,
    +(count(*) FILTER (filled AND holder IS NOT NULL AND duty <> '')) AS posts_assigned
FROM work.counted_posts WHERE (since) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT unit, CAST(NULL AS DATE) AS dt, code_team AS team, code_role AS role,
    -(count(*)) AS posts,
    -(count(*) FILTER (filled)) AS posts_filled,
    -(count(*) FILTER (filled AND on_post IS NOT NULL)) AS posts_watched,
    -(count(*) FILTER (filled AND on_post)) AS posts_on_post,
    -(count(*) FILTER (filled AND certified IS NOT NULL)) AS posts_licensable,
    -(count(*) FILTER (filled AND certified)) AS posts_certified,
    -(count(*) FILTER (filled AND holder IS NOT NULL AND duty <> '')) AS posts_assigned
FROM work.counted_posts WHERE (NULL) IS NOT NULL AND true GROUP BY ALL
) GROUP BY unit, dt, team, role
HAVING coalesce(sum(posts), 0) <> 0 OR coalesce(sum(posts_filled), 0) <> 0 OR coalesce(sum(posts_watched), 0) <> 0 OR coalesce(sum(posts_on_post), 0) <> 0 OR coalesce(sum(posts_licensable), 0) <> 0 OR coalesce(sum(posts_certified), 0) <> 0 OR coalesce(sum(posts_assigned), 0) <> 0
ORDER BY unit, dt;