SELECT
  g,
  dt,
  kind,
  class,
  CAST(COALESCE(SUM(dwellings_due), 0) AS BIGINT) AS dwellings_due,
  CAST(COALESCE(SUM(dwelling_rows_due), 0) AS BIGINT) AS dwelling_rows_due,
  CAST(ROUND(CAST(COALESCE(SUM(visits_due), 0) AS DOUBLE) * CAST(1000000 AS DOUBLE), 0) / CAST(1000000 AS DOUBLE) AS DECIMAL(18, 6)) AS visits_due,
  CAST(ROUND(CAST(COALESCE(SUM(visits_asked), 0) AS DOUBLE) * CAST(10000 AS DOUBLE), 0) / CAST(10000 AS DOUBLE) AS DECIMAL(18, 4)) AS visits_asked
FROM (
  SELECT
    g,
    CAST(enters AS DATE) AS dt,
    code_kind AS kind,
    code_class AS class,
    (
      SUM(count)
    ) AS dwellings_due,
    (
      COUNT(*)
    ) AS dwelling_rows_due,
    (
      SUM(CAST(count * 30.0 AS DOUBLE) / CAST(days AS DOUBLE))
    ) AS visits_due,
    (
      SUM(CAST(CAST(count AS DOUBLE) / CAST(days AS DOUBLE) AS DECIMAL(18, 4)))
    ) AS visits_asked
  FROM work_counted_dues
  WHERE
    NOT (
      enters
    ) IS NULL AND TRUE
  GROUP BY ALL
  UNION ALL
  SELECT
    g,
    CAST(leaves AS DATE) AS dt,
    code_kind AS kind,
    code_class AS class,
    -(
      SUM(count)
    ) AS dwellings_due,
    -(
      COUNT(*)
    ) AS dwelling_rows_due,
    -(
      SUM(CAST(count * 30.0 AS DOUBLE) / CAST(days AS DOUBLE))
    ) AS visits_due,
    -(
      SUM(CAST(CAST(count AS DOUBLE) / CAST(days AS DOUBLE) AS DECIMAL(18, 4)))
    ) AS visits_asked
  FROM work_counted_dues
  WHERE
    NOT (
      leaves
    ) IS NULL AND TRUE
  GROUP BY ALL
)
GROUP BY
  g,
  dt,
  kind,
  class
HAVING
  COALESCE(SUM(dwellings_due), 0) <> 0
  OR COALESCE(SUM(dwelling_rows_due), 0) <> 0
  OR CAST(ROUND(CAST(COALESCE(SUM(visits_due), 0) AS DOUBLE) * CAST(1000000 AS DOUBLE), 0) / CAST(1000000 AS DOUBLE) AS DECIMAL(18, 6)) <> 0
  OR CAST(ROUND(CAST(COALESCE(SUM(visits_asked), 0) AS DOUBLE) * CAST(10000 AS DOUBLE), 0) / CAST(10000 AS DOUBLE) AS DECIMAL(18, 4)) <> 0
