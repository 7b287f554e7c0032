WITH moves AS (
  SELECT
    event_id,
    `at` AS moment,
    step,
    CASE step
      WHEN 'filed'
      THEN 1
      WHEN 'dispatched'
      THEN 2
      WHEN 'bounced'
      THEN 3
      WHEN 'arrived'
      THEN 4
      WHEN 'handled'
      THEN 5
      WHEN 'failed'
      THEN 6
      WHEN 'returned'
      THEN 7
      WHEN 'verified'
      THEN 8
      WHEN 'closed'
      THEN 9
      WHEN 'reopened'
      THEN 10
    END AS place
  FROM work_extracts_event_steps
  UNION ALL
  SELECT
    event_id,
    reported_at AS moment,
    'reported' AS step,
    0 AS place
  FROM work_extracts_events
  WHERE
    event_id IN (
      SELECT
        event_id
      FROM work_extracts_event_steps
    )
), spans AS (
  SELECT
    event_id,
    moment,
    step,
    CASE step
      WHEN 'failed'
      THEN 'verified'
      WHEN 'returned'
      THEN 'handled'
      WHEN 'bounced'
      THEN 'arrived'
      ELSE step
    END AS stage,
    COALESCE(
      UNIX_MICROS(CAST(moment AS TIMESTAMP_LTZ)) - LAG(UNIX_MICROS(CAST(moment AS TIMESTAMP_LTZ))) OVER course,
      0
    ) AS spent
  FROM moves
  WHERE
    NOT place IS NULL
  WINDOW course AS (PARTITION BY event_id ORDER BY moment NULLS LAST, place NULLS LAST)
), stepped AS (
  SELECT
    event_id,
    CAST(SUM(spent) FILTER(WHERE
      stage = 'filed') AS DOUBLE) / CAST(3600000000.0 AS DOUBLE) AS filed_hours,
    CAST(SUM(spent) FILTER(WHERE
      stage = 'dispatched') AS DOUBLE) / CAST(3600000000.0 AS DOUBLE) AS dispatched_hours,
    CAST(SUM(spent) FILTER(WHERE
      stage = 'arrived') AS DOUBLE) / CAST(3600000000.0 AS DOUBLE) AS arrived_hours,
    CAST(SUM(spent) FILTER(WHERE
      stage = 'handled') AS DOUBLE) / CAST(3600000000.0 AS DOUBLE) AS handled_hours,
    CAST(SUM(spent) FILTER(WHERE
      stage = 'verified') AS DOUBLE) / CAST(3600000000.0 AS DOUBLE) AS verified_hours,
    CAST(SUM(spent) FILTER(WHERE
      stage = 'closed') AS DOUBLE) / CAST(3600000000.0 AS DOUBLE) AS closed_hours,
    COUNT(*) FILTER(WHERE
      step = 'dispatched') AS dispatched_passes,
    COUNT(*) FILTER(WHERE
      step = 'arrived') AS arrived_passes,
    COUNT(*) FILTER(WHERE
      step = 'handled') AS handled_passes,
    COUNT(*) FILTER(WHERE
      step IN ('verified', 'failed')) AS verified_passes,
    COUNT(*) FILTER(WHERE
      step = 'closed') AS closed_passes,
    ARRAY_SORT(COLLECT_LIST(moment) FILTER(WHERE
      step = 'failed')) AS failed_at
  FROM spans
  GROUP BY
    event_id
), timed AS (
  SELECT
    e.*,
    s.*
    EXCEPT (event_id),
    NOT s.event_id IS NULL AS known,
    GREATEST(reported_at, filed_at) AS after_filed,
    GREATEST(reported_at, filed_at, dispatched_at) AS after_dispatched,
    GREATEST(reported_at, filed_at, dispatched_at, arrived_at) AS after_arrived,
    GREATEST(reported_at, filed_at, dispatched_at, arrived_at, handled_at) AS after_handled,
    GREATEST(reported_at, filed_at, dispatched_at, arrived_at, handled_at, verified_at) AS after_verified
  FROM work_extracts_events AS e
  LEFT JOIN stepped AS s
    ON s.event_id = e.event_id
)
SELECT
  event_id,
  CASE
    WHEN NOT filed_at IS NULL
    THEN CASE
      WHEN known
      THEN COALESCE(filed_hours, 0)
      ELSE (
        CAST(GREATEST(
          0,
          UNIX_MICROS(CAST((
            filed_at
          ) AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST((
            reported_at
          ) AS TIMESTAMP_LTZ))
        ) AS DOUBLE) / CAST(3600000000.0 AS DOUBLE)
      )
    END
  END AS filed_hours,
  CASE
    WHEN NOT dispatched_at IS NULL
    THEN CASE
      WHEN known
      THEN COALESCE(dispatched_hours, 0)
      ELSE (
        CAST(GREATEST(
          0,
          UNIX_MICROS(CAST((
            dispatched_at
          ) AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST((
            after_filed
          ) AS TIMESTAMP_LTZ))
        ) AS DOUBLE) / CAST(3600000000.0 AS DOUBLE)
      )
    END
  END AS dispatched_hours,
  CASE
    WHEN NOT arrived_at IS NULL
    THEN CASE
      WHEN known
      THEN COALESCE(arrived_hours, 0)
      ELSE (
        CAST(GREATEST(
          0,
          UNIX_MICROS(CAST((
            arrived_at
          ) AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST((
            after_dispatched
          ) AS TIMESTAMP_LTZ))
        ) AS DOUBLE) / CAST(3600000000.0 AS DOUBLE)
      )
    END
  END AS arrived_hours,
  CASE
    WHEN NOT handled_at IS NULL
    THEN CASE
      WHEN known
      THEN COALESCE(handled_hours, 0)
      ELSE (
        CAST(GREATEST(
          0,
          UNIX_MICROS(CAST((
            handled_at
          ) AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST((
            after_arrived
          ) AS TIMESTAMP_LTZ))
        ) AS DOUBLE) / CAST(3600000000.0 AS DOUBLE)
      )
    END
  END AS handled_hours,
  CASE
    WHEN NOT verified_at IS NULL
    THEN CASE
      WHEN known
      THEN COALESCE(verified_hours, 0)
      ELSE (
        CAST(GREATEST(
          0,
          UNIX_MICROS(CAST((
            verified_at
          ) AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST((
            after_handled
          ) AS TIMESTAMP_LTZ))
        ) AS DOUBLE) / CAST(3600000000.0 AS DOUBLE)
      )
    END
  END AS verified_hours,
  CASE
    WHEN NOT closed_at IS NULL
    THEN CASE
      WHEN known
      THEN COALESCE(closed_hours, 0)
      ELSE (
        CAST(GREATEST(
          0,
          UNIX_MICROS(CAST((
            closed_at
          ) AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST((
            after_verified
          ) AS TIMESTAMP_LTZ))
        ) AS DOUBLE) / CAST(3600000000.0 AS DOUBLE)
      )
    END
  END AS closed_hours,
  CASE WHEN NOT filed_at IS NULL THEN 1 END AS filed_passes,
  CASE
    WHEN NOT dispatched_at IS NULL
    THEN CASE WHEN known THEN dispatched_passes ELSE 1 + COALESCE(bounces, 0) END
  END AS dispatched_passes,
  CASE
    WHEN NOT arrived_at IS NULL
    THEN CASE WHEN known THEN arrived_passes ELSE 1 END
  END AS arrived_passes,
  CASE
    WHEN NOT handled_at IS NULL
    THEN CASE WHEN known THEN handled_passes ELSE 1 + COALESCE(returns, 0) END
  END AS handled_passes,
  CASE
    WHEN NOT verified_at IS NULL
    THEN CASE WHEN known THEN verified_passes ELSE 1 + COALESCE(verify_failures, 0) END
  END AS verified_passes,
  CASE
    WHEN NOT closed_at IS NULL
    THEN CASE WHEN known THEN closed_passes ELSE 1 END
  END AS closed_passes,
  CASE WHEN known THEN COALESCE(failed_at, ARRAY()) END AS failed_at
FROM timed
