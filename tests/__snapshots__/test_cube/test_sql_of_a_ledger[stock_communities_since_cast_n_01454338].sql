CREATE TABLE stock_communities_since_cast_n_01454338 AS
SELECT g, dt, unit_type,
    CAST(coalesce(sum(communities), 0) AS BIGINT) AS communities
FROM (
SELECT g, CAST(since AS DATE) AS dt, code_unit_type AS unit_type,
    (count(*)) AS communities
FROM (SELECT v.*, c_unit_type.code AS code_unit_type FROM work.communities AS v JOIN dimension AS c_unit_type ON c_unit_type.dimension = 'unit_type' AND c_unit_type.value = v.unit_type) WHERE (since) IS NOT NULL GROUP BY ALL
UNION ALL
SELECT g, CAST(CAST(NULL AS DATE) AS DATE) AS dt, code_unit_type AS unit_type,
    -(count(*)) AS communities
FROM (SELECT v.*, c_unit_type.code AS code_unit_type FROM work.communities AS v JOIN dimension AS c_unit_type ON c_unit_type.dimension = 'unit_type' AND c_unit_type.value = v.unit_type) WHERE (CAST(NULL AS DATE)) IS NOT NULL GROUP BY ALL
) GROUP BY g, dt, unit_type
HAVING coalesce(sum(communities), 0) <> 0
ORDER BY g, dt;