SELECT
  g,
  dt,
  team,
  CAST(COALESCE(SUM(team_events_closed), 0) AS BIGINT) AS team_events_closed,
  CAST(COALESCE(SUM(team_events_timed), 0) AS BIGINT) AS team_events_timed,
  CAST(ROUND(CAST(COALESCE(SUM(team_hours), 0) AS DOUBLE) * CAST(1000000 AS DOUBLE), 0) / CAST(1000000 AS DOUBLE) AS DECIMAL(18, 6)) AS team_hours
FROM (
  SELECT
    g,
    CAST(closed_at AS DATE) AS dt,
    code_team AS team,
    (
      COUNT(*)
    ) AS team_events_closed,
    (
      COUNT(hours)
    ) AS team_events_timed,
    (
      COALESCE(SUM(hours), 0)
    ) AS team_hours
  FROM work_counted_team_events
  WHERE
    NOT (
      closed_at
    ) IS NULL AND TRUE
  GROUP BY ALL
)
GROUP BY
  g,
  dt,
  team
HAVING
  COALESCE(SUM(team_events_closed), 0) <> 0
  OR COALESCE(SUM(team_events_timed), 0) <> 0
  OR COALESCE(SUM(team_hours), 0) <> 0
