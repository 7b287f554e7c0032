SELECT
    facility_id AS "设施编号", kind AS "设施类型", area_m2 AS "面积", hours_per_day AS "每日开放小时", lon, lat
FROM facilities
