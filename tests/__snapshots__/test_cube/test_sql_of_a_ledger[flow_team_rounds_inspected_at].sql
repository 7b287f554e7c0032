SELECT g, dt, team,
    CAST(coalesce(sum(team_inspections), 0) AS BIGINT) AS team_inspections
FROM (
SELECT g, CAST(inspected_at AS DATE) AS dt, code_team AS team,
    (count(*)) AS team_inspections
FROM work.counted_team_rounds WHERE (inspected_at) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, team
HAVING coalesce(sum(team_inspections), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), g, dt;