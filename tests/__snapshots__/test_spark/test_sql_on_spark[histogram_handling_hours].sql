WITH grids AS (
  SELECT
    g,
    COUNT(*) AS n
  FROM spread_handling_hours
  GROUP BY
    g
), large AS (
  SELECT
    s.unit
  FROM grids AS v
  JOIN held AS s
    ON s.g = v.g
  GROUP BY
    s.unit
  HAVING
    SUM(v.n) > 200000
), buckets AS (
  SELECT
    g,
    dt,
    CAST(CASE
      WHEN ABS(value) < 0.0003
      THEN 0
      ELSE SIGN(value) * (
        FLOOR(
          CAST(LN(CAST(ABS(value) AS DOUBLE) / CAST(0.0003 AS DOUBLE)) AS DOUBLE) / CAST(LN(1.04) AS DOUBLE)
        ) + 1
      )
    END AS INT) AS bucket,
    COUNT(*) AS n
  FROM spread_handling_hours
  WHERE
    g IN (
      SELECT
        g
      FROM held
      WHERE
        unit IN (
          SELECT
            unit
          FROM large
        )
    )
  GROUP BY ALL
)
SELECT
  s.unit,
  v.dt,
  v.bucket,
  CAST(SUM(v.n) AS BIGINT) AS n
FROM buckets AS v
JOIN held AS s
  ON s.g = v.g
WHERE
  s.unit IN (
    SELECT
      unit
    FROM large
  )
GROUP BY ALL
