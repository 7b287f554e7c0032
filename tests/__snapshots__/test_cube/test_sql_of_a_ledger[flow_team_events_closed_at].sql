SELECT * FROM (
SELECT g, CAST(closed_at AS DATE) AS dt, code_team AS team,
    CAST(coalesce((count(*)), 0) AS BIGINT) AS team_events_closed,
    CAST(coalesce((count(hours)), 0) AS BIGINT) AS team_events_timed,
    CAST(coalesce((coalesce(sum(hours), 0)), 0) AS DECIMAL(18, 6)) AS team_hours
FROM work.counted_team_events WHERE (closed_at) IS NOT NULL AND true GROUP BY ALL
)
WHERE team_events_closed <> 0 OR team_events_timed <> 0 OR team_hours <> 0
ORDER BY g // 1, year(dt), month(dt), g, dt;