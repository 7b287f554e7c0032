SELECT * FROM (
SELECT g, CAST(inspected_at AS DATE) AS dt, code_team AS team,
    CAST(coalesce((count(*)), 0) AS BIGINT) AS team_inspections
FROM work.counted_team_rounds WHERE (inspected_at) IS NOT NULL AND true GROUP BY ALL
)
WHERE team_inspections <> 0
ORDER BY g // 1, year(dt), month(dt), g, dt;