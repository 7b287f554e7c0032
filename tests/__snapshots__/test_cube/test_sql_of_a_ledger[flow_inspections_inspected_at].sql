CREATE TABLE flow_inspections_inspected_at AS
SELECT g, dt, kind, class,
    CAST(coalesce(sum(inspections), 0) AS BIGINT) AS inspections,
    CAST(coalesce(sum(inspections_entered), 0) AS BIGINT) AS inspections_entered,
    CAST(coalesce(sum(hazards_found), 0) AS BIGINT) AS hazards_found
FROM (
SELECT g, CAST(inspected_at AS DATE) AS dt, code_kind AS kind, code_class AS class,
    (count(*)) AS inspections,
    (count(*) FILTER (entered)) AS inspections_entered,
    (coalesce(sum(hazards), 0)) AS hazards_found
FROM (SELECT v.*, c_kind.code AS code_kind, c_class.code AS code_class FROM work.inspections AS v JOIN dimension AS c_kind ON c_kind.dimension = 'kind' AND c_kind.value = v.kind JOIN dimension AS c_class ON c_class.dimension = 'class' AND c_class.value = v.class) WHERE (inspected_at) IS NOT NULL GROUP BY ALL
) GROUP BY g, dt, kind, class
HAVING coalesce(sum(inspections), 0) <> 0 OR coalesce(sum(inspections_entered), 0) <> 0 OR coalesce(sum(hazards_found), 0) <> 0
ORDER BY g, dt;