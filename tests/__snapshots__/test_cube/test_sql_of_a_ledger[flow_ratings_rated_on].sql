CREATE TABLE flow_ratings_rated_on AS
SELECT unit, dt, team, rater_role,
    CAST(coalesce(sum(ratings), 0) AS BIGINT) AS ratings,
    CAST(coalesce(sum(ratings_score), 0) AS DECIMAL(18, 4)) AS ratings_score
FROM (
SELECT unit, CAST(rated_on AS DATE) AS dt, code_team AS team, code_rater_role AS rater_role,
    (count(*)) AS ratings,
    (sum(score)) AS ratings_score
FROM (SELECT v.*, c_team.code AS code_team, c_rater_role.code AS code_rater_role FROM work.ratings AS v JOIN dimension AS c_team ON c_team.dimension = 'team' AND c_team.value = v.team JOIN dimension AS c_rater_role ON c_rater_role.dimension = 'rater_role' AND c_rater_role.value = v.rater_role) WHERE (rated_on) IS NOT NULL GROUP BY ALL
) GROUP BY unit, dt, team, rater_role
HAVING coalesce(sum(ratings), 0) <> 0 OR coalesce(sum(ratings_score), 0) <> 0
ORDER BY unit, dt;