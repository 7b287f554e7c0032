SELECT g, dt, kind, class,
    CAST(coalesce(sum(inspections), 0) AS BIGINT) AS inspections,
    CAST(coalesce(sum(inspections_entered), 0) AS BIGINT) AS inspections_entered,
    CAST(coalesce(sum(hazards_found), 0) AS BIGINT) AS hazards_found,
    CAST(coalesce(sum(inspections_changed), 0) AS BIGINT) AS inspections_changed,
    CAST(coalesce(sum(inspections_told), 0) AS BIGINT) AS inspections_told,
    CAST(coalesce(sum(hazards_fixed), 0) AS BIGINT) AS hazards_fixed
FROM (
SELECT g, CAST(inspected_at AS DATE) AS dt, code_kind AS kind, code_class AS class,
    (count(*)) AS inspections,
    (count(*) FILTER (entered)) AS inspections_entered,
    (coalesce(sum(hazards), 0)) AS hazards_found,
    (count(*) FILTER (changed)) AS inspections_changed,
    (count(*) FILTER (changed IS NOT NULL)) AS inspections_told,
    (coalesce(sum(hazards_fixed), 0)) AS hazards_fixed
FROM work.counted_inspections WHERE (inspected_at) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, kind, class
HAVING coalesce(sum(inspections), 0) <> 0 OR coalesce(sum(inspections_entered), 0) <> 0 OR coalesce(sum(hazards_found), 0) <> 0 OR coalesce(sum(inspections_changed), 0) <> 0 OR coalesce(sum(inspections_told), 0) <> 0 OR coalesce(sum(hazards_fixed), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), kind, class, g, dt;