CREATE TABLE work.counted_ratings AS
SELECT v.unit, c_team.code AS code_team, c_rater_role.code AS code_rater_role
FROM work.ratings AS v
JOIN dimension AS c_team ON c_team.dimension = 'team' AND c_team.value = v.team
JOIN dimension AS c_rater_role ON c_rater_role.dimension = 'rater_role' AND c_rater_role.value = v.rater_role;