SELECT g, dt, team,
    CAST(coalesce(sum(team_events_closed), 0) AS BIGINT) AS team_events_closed,
    CAST(coalesce(sum(team_events_timed), 0) AS BIGINT) AS team_events_timed,
    CAST(coalesce(sum(team_hours), 0) AS DECIMAL(18, 6)) AS team_hours
FROM (
SELECT g, CAST(closed_at AS DATE) AS dt, code_team AS team,
    (count(*)) AS team_events_closed,
    (count(hours)) AS team_events_timed,
    (coalesce(sum(hours), 0)) AS team_hours
FROM work.counted_team_events WHERE (closed_at) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, team
HAVING coalesce(sum(team_events_closed), 0) <> 0 OR coalesce(sum(team_events_timed), 0) <> 0 OR coalesce(sum(team_hours), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), g, dt;