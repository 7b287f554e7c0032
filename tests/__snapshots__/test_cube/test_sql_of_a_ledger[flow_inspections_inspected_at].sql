SELECT * FROM (
SELECT g, CAST(inspected_at AS DATE) AS dt, code_kind AS kind, code_class AS class,
    CAST(coalesce((count(*)), 0) AS BIGINT) AS inspections,
    CAST(coalesce((count(*) FILTER (entered)), 0) AS BIGINT) AS inspections_entered,
    CAST(coalesce((coalesce(sum(hazards), 0)), 0) AS BIGINT) AS hazards_found,
    CAST(coalesce((count(*) FILTER (changed)), 0) AS BIGINT) AS inspections_changed,
    CAST(coalesce((count(*) FILTER (changed IS NOT NULL)), 0) AS BIGINT) AS inspections_told,
    CAST(coalesce((coalesce(sum(hazards_fixed), 0)), 0) AS BIGINT) AS hazards_fixed
FROM work.counted_inspections WHERE (inspected_at) IS NOT NULL AND true GROUP BY ALL
)
WHERE inspections <> 0 OR inspections_entered <> 0 OR hazards_found <> 0 OR inspections_changed <> 0 OR inspections_told <> 0 OR hazards_fixed <> 0
ORDER BY g // 1, year(dt), month(dt), kind, class, g, dt;