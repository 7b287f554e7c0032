CREATE TABLE work.counted_team_events AS
SELECT v.g, c_team.code AS code_team, v."closed_at"
FROM work.team_events AS v
JOIN dimension AS c_team ON c_team.dimension = 'team' AND c_team.value = v.team;