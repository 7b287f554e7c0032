WITH grids AS (
  SELECT
    g,
    COUNT(*) AS n
  FROM (
    SELECT
      g,
      CAST(closed_at AS DATE) AS dt,
      CAST(CAST((
        UNIX_MICROS(CAST(closed_at AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST(reported_at AS TIMESTAMP_LTZ))
      ) AS DOUBLE) / CAST(3600000000.0 AS DOUBLE) AS DOUBLE) AS value
    FROM work_counted_events
    WHERE
      NOT (
        closed_at
      ) IS NULL
      AND NOT (
        CAST((
          UNIX_MICROS(CAST(closed_at AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST(reported_at AS TIMESTAMP_LTZ))
        ) AS DOUBLE) / CAST(3600000000.0 AS DOUBLE)
      ) IS NULL
      AND TRUE
  ) AS d
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
    SUM(v.n) > 300000
), cells AS (
  SELECT
    g,
    DENSE_RANK() OVER (ORDER BY units NULLS LAST) AS cell
  FROM (
    SELECT
      g,
      ARRAY_SORT(COLLECT_LIST(unit)) AS units
    FROM held
    WHERE
      unit IN (
        SELECT
          unit
        FROM large
      )
    GROUP BY
      g
  )
), buckets AS (
  SELECT
    c.cell,
    d.dt,
    CAST(CASE
      WHEN ABS(d.value) < 0.0003
      THEN 0
      ELSE SIGN(d.value) * (
        FLOOR(
          CAST(LN(CAST(ABS(d.value) AS DOUBLE) / CAST(0.0003 AS DOUBLE)) AS DOUBLE) / CAST(LN(1.04) AS DOUBLE)
        ) + 1
      )
    END AS INT) AS bucket,
    COUNT(*) AS n
  FROM (
    SELECT
      g,
      CAST(closed_at AS DATE) AS dt,
      CAST(CAST((
        UNIX_MICROS(CAST(closed_at AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST(reported_at AS TIMESTAMP_LTZ))
      ) AS DOUBLE) / CAST(3600000000.0 AS DOUBLE) AS DOUBLE) AS value
    FROM work_counted_events
    WHERE
      NOT (
        closed_at
      ) IS NULL
      AND NOT (
        CAST((
          UNIX_MICROS(CAST(closed_at AS TIMESTAMP_LTZ)) - UNIX_MICROS(CAST(reported_at AS TIMESTAMP_LTZ))
        ) AS DOUBLE) / CAST(3600000000.0 AS DOUBLE)
      ) IS NULL
      AND TRUE
  ) AS d
  JOIN cells AS c
    ON c.g = d.g
  GROUP BY ALL
), cell_units AS (
  SELECT DISTINCT
    c.cell,
    s.unit
  FROM cells AS c
  JOIN held AS s
    ON s.g = c.g
  WHERE
    s.unit IN (
      SELECT
        unit
      FROM large
    )
)
SELECT
  u.unit,
  b.dt,
  b.bucket,
  CAST(SUM(b.n) AS BIGINT) AS n
FROM buckets AS b
JOIN cell_units AS u
  ON u.cell = b.cell
GROUP BY ALL
