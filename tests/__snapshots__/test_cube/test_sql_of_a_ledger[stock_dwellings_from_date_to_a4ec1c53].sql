SELECT g, dt, kind, class,
    CAST(coalesce(sum(dwellings), 0) AS BIGINT) AS dwellings,
    CAST(coalesce(sum(dwelling_rows), 0) AS BIGINT) AS dwelling_rows,
    CAST(coalesce(sum(residents), 0) AS BIGINT) AS residents,
    CAST(coalesce(sum(registered), 0) AS BIGINT) AS registered,
    CAST(coalesce(sum(floating), 0) AS BIGINT) AS floating,
    CAST(coalesce(sum(dwellings_rented), 0) AS BIGINT) AS dwellings_rented,
    CAST(coalesce(sum(elsewhere), 0) AS BIGINT) AS elsewhere,
    CAST(coalesce(sum(overseas), 0) AS BIGINT) AS overseas,
    CAST(coalesce(sum(absent), 0) AS BIGINT) AS absent,
    CAST(coalesce(sum(lets_measured), 0) AS BIGINT) AS lets_measured,
    CAST(coalesce(sum(lets_crowded), 0) AS BIGINT) AS lets_crowded,
    CAST(coalesce(sum(crowded_residents), 0) AS BIGINT) AS crowded_residents
FROM (
SELECT g, CAST(from_date AS DATE) AS dt, code_kind AS kind, code_class AS class,
    +(sum(count)) AS dwellings,
    +(count(*)) AS dwelling_rows,
    +(sum(residents)) AS residents,
    +(sum(registered)) AS registered,
    +(sum(floating)) AS floating,
    +(coalesce(sum(count) FILTER (kind = 'rented'), 0)) AS dwellings_rented,
    +(sum(elsewhere)) AS elsewhere,
    +(sum(overseas)) AS overseas,
    +(sum(absent)) AS absent,
    +(coalesce(sum(count) FILTER (kind = 'rented' AND residents > 0 AND (rooms > 0 OR area_m2 > 0)), 0)) AS lets_measured,
    +(coalesce(sum(count) FILTER (kind = 'rented' AND residents > 0 AND (
    (rooms > 0 AND residents > 2 * rooms)
    OR (area_m2 > 0 AND area_m2 < 5 * residents))), 0)) AS lets_crowded,
    +(coalesce(sum(residents) FILTER (kind = 'rented' AND residents > 0 AND (
    (rooms > 0 AND residents > 2 * rooms)
    OR (area_m2 > 0 AND area_m2 < 5 * residents))), 0)) AS crowded_residents
FROM work.counted_dwellings WHERE (from_date) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT g, CAST(to_date + 1 AS DATE) AS dt, code_kind AS kind, code_class AS class,
    -(sum(count)) AS dwellings,
    -(count(*)) AS dwelling_rows,
    -(sum(residents)) AS residents,
    -(sum(registered)) AS registered,
    -(sum(floating)) AS floating,
    -(coalesce(sum(count) FILTER (kind = 'rented'), 0)) AS dwellings_rented,
    -(sum(elsewhere)) AS elsewhere,
    -(sum(overseas)) AS overseas,
    -(sum(absent)) AS absent,
    -(coalesce(sum(count) FILTER (kind = 'rented' AND residents > 0 AND (rooms > 0 OR area_m2 > 0)), 0)) AS lets_measured,
    -(coalesce(sum(count) FILTER (kind = 'rented' AND residents > 0 AND (
    (rooms > 0 AND residents > 2 * rooms)
    OR (area_m2 > 0 AND area_m2 < 5 * residents))), 0)) AS lets_crowded,
    -(coalesce(sum(residents) FILTER (kind = 'rented' AND residents > 0 AND (
    (rooms > 0 AND residents > 2 * rooms)
    OR (area_m2 > 0 AND area_m2 < 5 * residents))), 0)) AS crowded_residents
FROM work.counted_dwellings WHERE (to_date + 1) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, kind, class
HAVING coalesce(sum(dwellings), 0) <> 0 OR coalesce(sum(dwelling_rows), 0) <> 0 OR coalesce(sum(residents), 0) <> 0 OR coalesce(sum(registered), 0) <> 0 OR coalesce(sum(floating), 0) <> 0 OR coalesce(sum(dwellings_rented), 0) <> 0 OR coalesce(sum(elsewhere), 0) <> 0 OR coalesce(sum(overseas), 0) <> 0 OR coalesce(sum(absent), 0) <> 0 OR coalesce(sum(lets_measured), 0) <> 0 OR coalesce(sum(lets_crowded), 0) <> 0 OR coalesce(sum(crowded_residents), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), kind, class, g, dt;