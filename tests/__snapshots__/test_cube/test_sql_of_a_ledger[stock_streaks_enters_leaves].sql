CREATE TABLE stock_streaks_enters_leaves AS
SELECT g, dt, unit_type,
    CAST(coalesce(sum(streak_months), 0) AS BIGINT) AS streak_months,
    CAST(coalesce(sum(communities_clean), 0) AS BIGINT) AS communities_clean
FROM (
SELECT g, CAST(enters AS DATE) AS dt, code_unit_type AS unit_type,
    (count(*)) AS streak_months,
    (count(*) FILTER (months = 3)) AS communities_clean
FROM (SELECT v.*, c_unit_type.code AS code_unit_type FROM work.streaks AS v JOIN dimension AS c_unit_type ON c_unit_type.dimension = 'unit_type' AND c_unit_type.value = v.unit_type) WHERE (enters) IS NOT NULL GROUP BY ALL
UNION ALL
SELECT g, CAST(leaves AS DATE) AS dt, code_unit_type AS unit_type,
    -(count(*)) AS streak_months,
    -(count(*) FILTER (months = 3)) AS communities_clean
FROM (SELECT v.*, c_unit_type.code AS code_unit_type FROM work.streaks AS v JOIN dimension AS c_unit_type ON c_unit_type.dimension = 'unit_type' AND c_unit_type.value = v.unit_type) WHERE (leaves) IS NOT NULL GROUP BY ALL
) GROUP BY g, dt, unit_type
HAVING coalesce(sum(streak_months), 0) <> 0 OR coalesce(sum(communities_clean), 0) <> 0
ORDER BY g, dt;