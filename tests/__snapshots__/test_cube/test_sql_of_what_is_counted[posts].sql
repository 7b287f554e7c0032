CREATE TABLE work.counted_posts AS
SELECT v.unit, c_team.code AS code_team, c_role.code AS code_role, v."holder"
FROM work.posts AS v
JOIN dimension AS c_team ON c_team.dimension = 'team' AND c_team.value = v.team
JOIN dimension AS c_role ON c_role.dimension = 'role' AND c_role.value = v.role;