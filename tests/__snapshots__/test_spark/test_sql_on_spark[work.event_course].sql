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
)
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
  COALESCE(ARRAY_SORT(COLLECT_LIST(moment) FILTER(WHERE
    step = 'failed')), ARRAY()) AS failed_at,
  COUNT(*) FILTER(WHERE
    step = 'failed') AS failures
FROM spans
GROUP BY
  event_id
