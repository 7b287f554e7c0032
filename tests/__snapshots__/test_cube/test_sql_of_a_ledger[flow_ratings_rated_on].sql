SELECT unit, dt, team, rater_role,
    CAST(coalesce(sum(ratings), 0) AS BIGINT) AS ratings,
    CAST(coalesce(sum(ratings_score), 0) AS DECIMAL(18, 4)) AS ratings_score
FROM (
SELECT unit, CAST(rated_on AS DATE) AS dt, code_team AS team, code_rater_role AS rater_role,
    (count(*)) AS ratings,
    (sum(score)) AS ratings_score
FROM work.counted_ratings WHERE (rated_on) IS NOT NULL AND true GROUP BY ALL
) GROUP BY unit, dt, team, rater_role
HAVING coalesce(sum(ratings), 0) <> 0 OR coalesce(sum(ratings_score), 0) <> 0
ORDER BY unit, dt;