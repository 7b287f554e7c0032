WITH visited AS (
  SELECT
    dwelling,
    CAST(inspected_at AS DATE) AS dt,
    BOOL_OR(entered) AS entered,
    SUM(
      CASE
        WHEN NOT hazards IS NULL
        THEN GREATEST(hazards - COALESCE(hazards_fixed, 0), 0)
      END
    ) AS hazards,
    MAX_BY(inspector, CASE WHEN NOT inspector IS NULL THEN inspected_at END) AS inspector
  FROM work_inspections
  WHERE
    dwelling % 1 = 0
  GROUP BY ALL
), placed AS (
  SELECT
    *,
    ROW_NUMBER() OVER visits AS place,
    LEAD(dt) OVER visits AS following
  FROM visited
  WINDOW visits AS (PARTITION BY dwelling ORDER BY dt NULLS LAST)
), followed AS (
  SELECT
    dwelling,
    dt,
    following,
    hazards,
    inspector,
    place - COALESCE(
      MAX(CASE WHEN entered THEN place END) OVER (
        PARTITION BY dwelling
        ORDER BY dt NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
      ),
      0
    ) AS shut
  FROM placed
), began AS (
  SELECT
    d.dwelling,
    MIN(d.from_date) AS first_day,
    MIN(v.dt) AS first_visit
  FROM work_dwellings AS d
  LEFT JOIN placed AS v
    ON v.dwelling = d.dwelling AND v.place = 1
  WHERE
    d.dwelling % 1 = 0
  GROUP BY
    d.dwelling
), reckoned AS (
  SELECT
    dwelling,
    dt AS reckoned_on,
    FALSE AS never,
    dt,
    following,
    hazards,
    inspector,
    shut
  FROM followed
  UNION ALL
  SELECT
    dwelling,
    first_day,
    TRUE,
    NULL,
    first_visit,
    NULL,
    NULL,
    0
  FROM began
)
SELECT
  s.no,
  s.g,
  s.kind,
  s.class,
  s.count,
  s.days,
  r.never,
  r.hazards,
  r.inspector,
  r.shut,
  CASE WHEN r.never THEN s.enters ELSE GREATEST(r.dt, s.enters) END AS enters,
  LEAST(r.following, s.leaves) AS leaves,
  r.reckoned_on + CAST(s.days AS INT) AS due_on
FROM work_dues AS s
JOIN reckoned AS r
  ON r.dwelling = s.dwelling
WHERE
  (
    r.following IS NULL OR r.following > s.enters
  )
  AND (
    s.leaves IS NULL OR r.never OR r.dt < s.leaves
  )
