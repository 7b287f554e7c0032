CREATE TABLE flow_team_rounds_inspected_at AS
SELECT g, dt, team,
    CAST(coalesce(sum(team_inspections), 0) AS BIGINT) AS team_inspections
FROM (
SELECT g, CAST(inspected_at AS DATE) AS dt, code_team AS team,
    (count(*)) AS team_inspections
FROM (SELECT v.*, c_team.code AS code_team FROM work.team_rounds AS v JOIN dimension AS c_team ON c_team.dimension = 'team' AND c_team.value = v.team) WHERE (inspected_at) IS NOT NULL GROUP BY ALL
) GROUP BY g, dt, team
HAVING coalesce(sum(team_inspections), 0) <> 0
ORDER BY g, dt;