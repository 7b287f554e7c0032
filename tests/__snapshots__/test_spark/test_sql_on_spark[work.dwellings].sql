SELECT
  *,
  CAST(MIN(no) OVER (PARTITION BY dwelling_id) AS INT) AS dwelling,
  COUNT(*) OVER (PARTITION BY dwelling_id) > 1 AS moved
FROM (
  SELECT
    ROW_NUMBER() OVER (ORDER BY u.g NULLS LAST, d.dwelling_id NULLS LAST, d.from_date NULLS LAST) AS no,
    d.dwelling_id,
    u.g,
    COALESCE(d.kind, '') AS kind,
    COALESCE(d.class, '') AS class,
    COALESCE(d.count, 1) AS count,
    COALESCE(
      d.residents,
      COALESCE(d.registered, 0) + COALESCE(d.elsewhere, 0) + COALESCE(d.floating, 0) + COALESCE(d.overseas, 0)
    ) AS residents,
    COALESCE(d.registered, 0) AS registered,
    COALESCE(d.elsewhere, 0) AS elsewhere,
    COALESCE(d.floating, 0) AS floating,
    COALESCE(d.overseas, 0) AS overseas,
    COALESCE(d.absent, 0) AS absent,
    d.rooms,
    d.area_m2,
    d.building,
    d.sequence,
    d.lon,
    d.lat,
    d.interval_days,
    COALESCE(d.from_date, CAST('0001-01-01' AS DATE)) AS from_date,
    d.to_date
  FROM work_extracts_dwellings AS d
  JOIN work_place AS u
    ON u.code = d.grid
)
