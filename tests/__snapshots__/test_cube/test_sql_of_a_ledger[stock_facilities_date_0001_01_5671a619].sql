SELECT g, dt, facility,
    CAST(coalesce(sum(facilities), 0) AS BIGINT) AS facilities,
    CAST(coalesce(sum(facilities_measured), 0) AS BIGINT) AS facilities_measured,
    CAST(coalesce(sum(facility_area), 0) AS DECIMAL(18, 2)) AS facility_area,
    CAST(coalesce(sum(facilities_timed), 0) AS BIGINT) AS facilities_timed,
    CAST(coalesce(sum(facility_hours), 0) AS DECIMAL(18, 2)) AS facility_hours,
    CAST(coalesce(sum(facilities_all_day), 0) AS BIGINT) AS facilities_all_day
FROM (
SELECT g, CAST(DATE '0001-01-01' AS DATE) AS dt, code_facility AS facility,
    +(count(*)) AS facilities,
    +(count(area_m2)) AS facilities_measured,
    +(coalesce(sum(area_m2), 0)) AS facility_area,
    +(count(hours_per_day)) AS facilities_timed,
    +(coalesce(sum(hours_per_day), 0)) AS facility_hours,
    +(count(*) FILTER (hours_per_day >= 24)) AS facilities_all_day
FROM work.counted_facilities WHERE (DATE '0001-01-01') IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT g, CAST(NULL AS DATE) AS dt, code_facility AS facility,
    -(count(*)) AS facilities,
    -(count(area_m2)) AS facilities_measured,
    -(coalesce(sum(area_m2), 0)) AS facility_area,
    -(count(hours_per_day)) AS facilities_timed,
    -(coalesce(sum(hours_per_day), 0)) AS facility_hours,
    -(count(*) FILTER (hours_per_day >= 24)) AS facilities_all_day
FROM work.counted_facilities WHERE (NULL) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, facility
HAVING coalesce(sum(facilities), 0) <> 0 OR coalesce(sum(facilities_measured), 0) <> 0 OR CAST(coalesce(sum(facility_area), 0) AS DECIMAL(18, 2)) <> 0 OR coalesce(sum(facilities_timed), 0) <> 0 OR CAST(coalesce(sum(facility_hours), 0) AS DECIMAL(18, 2)) <> 0 OR coalesce(sum(facilities_all_day), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), g, dt;