CREATE TABLE stock_links_enters_leaves AS
SELECT g, dt, department,
    CAST(coalesce(sum(records_linked), 0) AS BIGINT) AS records_linked,
    CAST(coalesce(sum(records_total), 0) AS BIGINT) AS records_total
FROM (
SELECT g, CAST(enters AS DATE) AS dt, code_department AS department,
    (sum(linked)) AS records_linked,
    (sum(total)) AS records_total
FROM (SELECT v.*, c_department.code AS code_department FROM work.links AS v JOIN dimension AS c_department ON c_department.dimension = 'department' AND c_department.value = v.department) WHERE (enters) IS NOT NULL GROUP BY ALL
UNION ALL
SELECT g, CAST(leaves AS DATE) AS dt, code_department AS department,
    -(sum(linked)) AS records_linked,
    -(sum(total)) AS records_total
FROM (SELECT v.*, c_department.code AS code_department FROM work.links AS v JOIN dimension AS c_department ON c_department.dimension = 'department' AND c_department.value = v.department) WHERE (leaves) IS NOT NULL GROUP BY ALL
) GROUP BY g, dt, department
HAVING coalesce(sum(records_linked), 0) <> 0 OR coalesce(sum(records_total), 0) <> 0
ORDER BY g, dt;