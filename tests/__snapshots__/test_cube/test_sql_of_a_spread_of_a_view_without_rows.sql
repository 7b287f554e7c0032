SELECT g, CAST(inspected_at AS DATE) AS dt, code_kind AS kind, code_class AS class, CAST(filed_hours AS DOUBLE) AS value
FROM work.counted_inspections
WHERE (inspected_at) IS NOT NULL AND (filed_hours) IS NOT NULL AND g < 80
ORDER BY g // 40, year(dt), month(dt), kind, class, g, dt;