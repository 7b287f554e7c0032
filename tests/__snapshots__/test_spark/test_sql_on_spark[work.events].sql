WITH filing AS (
  SELECT
    COALESCE(channel, '') AS channel,
    COUNT(filed_at) > 0 AS known
  FROM work_extracts_events
  GROUP BY
    1
)
SELECT
  e.*
  EXCEPT (category, channel, severity, department, responsibility),
  u.g,
  e.category,
  COALESCE(c.category_group, '') AS category_group,
  COALESCE(e.channel, '') AS channel,
  COALESCE(e.severity, '') AS severity,
  COALESCE(e.department, '') AS department,
  COALESCE(e.responsibility, '') AS responsibility,
  CASE
    WHEN NOT e.closed_at IS NULL
    AND (
      NOT f.known
      OR NOT COALESCE(e.filed_at, e.dispatched_at, e.arrived_at, e.handled_at, e.verified_at) IS NULL
    )
    THEN 'closed'
    WHEN NOT e.verified_at IS NULL
    THEN 'verified'
    WHEN NOT e.handled_at IS NULL
    THEN 'handled'
    WHEN NOT e.arrived_at IS NULL
    THEN 'arrived'
    WHEN NOT e.dispatched_at IS NULL
    THEN 'dispatched'
    WHEN NOT e.filed_at IS NULL
    THEN 'filed'
    ELSE 'reported'
  END AS stage,
  NOT e.follows IS NULL AND NOT COALESCE(b.refused, FALSE) AS repeats,
  NOT e.follows IS NULL AND COALESCE(b.refused, FALSE) AS enforces,
  CASE
    WHEN NOT x.dt IS NULL AND NOT y.dt IS NULL
    THEN CAST(GREATEST(
      0,
      (
        CASE
          WHEN (
            y.worked
          )
          THEN (
            (
              y.number
            ) - 1
          ) * 86400000000 + UNIX_MICROS(CAST((
            e.closed_at
          ) AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST(CAST(CAST((
            e.closed_at
          ) AS DATE) AS TIMESTAMP_NTZ) AS TIMESTAMP_LTZ))
          ELSE (
            y.number
          ) * 86400000000
        END
      ) - (
        CASE
          WHEN (
            x.worked
          )
          THEN (
            (
              x.number
            ) - 1
          ) * 86400000000 + UNIX_MICROS(CAST((
            e.reported_at
          ) AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST(CAST(CAST((
            e.reported_at
          ) AS DATE) AS TIMESTAMP_NTZ) AS TIMESTAMP_LTZ))
          ELSE (
            x.number
          ) * 86400000000
        END
      )
    ) AS DOUBLE) / CAST(3600000000.0 AS DOUBLE)
  END AS worked_hours,
  s.*
  EXCEPT (event_id),
  COALESCE(c.small, FALSE) OR COALESCE(e.minor, FALSE) AS small,
  p.days_since_closure,
  p.enforced_at
FROM work_extracts_events AS e
JOIN work_place AS u
  ON u.code = e.grid
JOIN filing AS f
  ON f.channel = COALESCE(e.channel, '')
JOIN work_event_course AS s
  ON s.event_id = e.event_id
LEFT JOIN work_category AS c
  ON c.category = e.category
LEFT JOIN work_extracts_events AS b
  ON b.event_id = e.follows
LEFT JOIN workday AS x
  ON x.dt = CAST(e.reported_at AS DATE)
LEFT JOIN workday AS y
  ON y.dt = CAST(e.closed_at AS DATE)
LEFT JOIN work_event_past AS p
  ON p.event_id = e.event_id
