WITH placed AS (
  SELECT
    e.event_id,
    e.category,
    COALESCE(e.dwelling_id, '') AS dwelling,
    CASE WHEN e.dwelling_id <> '' THEN -1 ELSE u.g END AS place,
    e.reported_at,
    e.closed_at
  FROM work_extracts_events AS e
  JOIN work_place AS u
    ON u.code = e.grid
), moments AS (
  SELECT
    event_id,
    category,
    dwelling,
    place,
    reported_at AS moment,
    NULL AS closed_at
  FROM placed
  UNION ALL
  SELECT
    NULL AS event_id,
    category,
    dwelling,
    place,
    closed_at AS moment,
    closed_at
  FROM placed
  WHERE
    closed_at >= reported_at
), past AS (
  SELECT
    event_id,
    moment AS reported_at,
    MAX(closed_at) OVER (
      PARTITION BY category, dwelling, place
      ORDER BY moment NULLS LAST, CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END NULLS LAST
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS closed_at
  FROM moments
), enforced AS (
  SELECT
    f.follows AS event_id,
    MIN(f.reported_at) AS enforced_at
  FROM work_extracts_events AS f
  JOIN work_extracts_events AS e
    ON e.event_id = f.follows AND f.reported_at >= e.reported_at
  GROUP BY
    f.follows
)
SELECT
  p.event_id,
  CAST(DATEDIFF(CAST(CAST(p.reported_at AS DATE) AS DATE), CAST(CAST(p.closed_at AS DATE) AS DATE)) AS BIGINT) AS days_since_closure,
  n.enforced_at
FROM past AS p
LEFT JOIN enforced AS n
  ON n.event_id = p.event_id
WHERE
  NOT p.event_id IS NULL
  AND (
    NOT p.closed_at IS NULL OR NOT n.enforced_at IS NULL
  )
