-- One row per row of the register, numbered: where it lies, its people, its first valid day and the first day after its
-- last. `dwelling` is the least number of the dwelling's rows: whole numbers are joined and sorted faster than words.
CREATE TABLE work.dwellings AS
SELECT
    *,
    CAST(min(no) OVER (PARTITION BY dwelling_id) AS INTEGER) AS dwelling,
    count(*) OVER (PARTITION BY dwelling_id) > 1 AS moved
FROM (
SELECT
    row_number() OVER (ORDER BY u.g, d.dwelling_id, d.from_date) AS no,
    d.dwelling_id,
    u.g,
    coalesce(d.kind, '') AS kind,
    coalesce(d.class, '') AS class,
    coalesce(d.count, 1) AS count,
    coalesce(
        d.residents,
        coalesce(d.registered, 0) + coalesce(d.elsewhere, 0) + coalesce(d.floating, 0) + coalesce(d.overseas, 0)
    ) AS residents,
    coalesce(d.registered, 0) AS registered,
    coalesce(d.elsewhere, 0) AS elsewhere,
    coalesce(d.floating, 0) AS floating,
    coalesce(d.overseas, 0) AS overseas,
    coalesce(d.absent, 0) AS absent,
    d.rooms,
    d.area_m2,
    d.building,
    d.sequence,
    d.lon,
    d.lat,
    d.interval_days,
    coalesce(d.from_date, DATE '0001-01-01') AS from_date,
    d.to_date
FROM work.extracts.dwellings AS d
JOIN work.place AS u ON u.code = d.grid
);
