WITH moments AS (
  SELECT
    EXPLODE(ARRAY(reported_at, closed_at, supervise_due_at)) AS moment
  FROM work_extracts_events
), reach AS (
  SELECT
    MIN(CAST(moment AS DATE)) AS first,
    MAX(CAST(moment AS DATE)) + 60 AS last
  FROM moments
  WHERE
    CAST(moment AS DATE) BETWEEN CAST('1800-01-01' AS DATE) AND CAST('2199-12-31' AS DATE)
), days AS (
  SELECT
    CAST(moment AS DATE) AS dt
  FROM (
    SELECT
      EXPLODE(SEQUENCE(first, last, INTERVAL '1' DAY)) AS moment
    FROM reach
  )
), marked AS (
  SELECT
    d.dt,
    COALESCE(c.working, (
      WEEKDAY(d.dt) + 1
    ) <= 5) AS worked
  FROM days AS d
  LEFT JOIN work_extracts_calendar AS c
    ON c.date = d.dt
)
SELECT
  dt,
  worked,
  CAST(SUM(CAST(worked AS INT)) OVER (ORDER BY dt NULLS LAST) AS INT) AS number
FROM marked
