SELECT
  *
FROM (
  SELECT
    g,
    CAST(closed_at AS DATE) AS dt,
    code_team AS team,
    CAST(COALESCE((
      COUNT(*)
    ), 0) AS BIGINT) AS team_events_closed,
    CAST(COALESCE((
      COUNT(hours)
    ), 0) AS BIGINT) AS team_events_timed,
    CAST(ROUND(
      CAST(COALESCE((
        COALESCE(SUM(hours), 0)
      ), 0) AS DOUBLE) * CAST(1000000 AS DOUBLE),
      0
    ) / CAST(1000000 AS DOUBLE) AS DECIMAL(18, 6)) AS team_hours
  FROM work_counted_team_events
  WHERE
    NOT (
      closed_at
    ) IS NULL AND TRUE
  GROUP BY ALL
)
WHERE
  team_events_closed <> 0 OR team_events_timed <> 0 OR team_hours <> 0
