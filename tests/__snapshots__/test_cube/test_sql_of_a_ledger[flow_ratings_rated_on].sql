SELECT * FROM (
SELECT unit, CAST(rated_on AS DATE) AS dt, code_team AS team, code_rater_role AS rater_role,
    CAST(coalesce((count(*)), 0) AS BIGINT) AS ratings,
    CAST(coalesce((sum(score)), 0) AS DECIMAL(18, 4)) AS ratings_score
FROM work.counted_ratings WHERE (rated_on) IS NOT NULL AND true GROUP BY ALL
)
WHERE ratings <> 0 OR ratings_score <> 0
ORDER BY unit, dt;