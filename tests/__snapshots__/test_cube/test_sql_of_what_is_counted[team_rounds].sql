CREATE TABLE work.counted_team_rounds AS
SELECT v.g, c_team.code AS code_team
FROM work.team_rounds AS v
JOIN dimension AS c_team ON c_team.dimension = 'team' AND c_team.value = v.team;