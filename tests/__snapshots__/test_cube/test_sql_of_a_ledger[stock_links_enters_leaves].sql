SELECT g, dt, department,
    CAST(coalesce(sum(records_linked), 0) AS BIGINT) AS records_linked,
    CAST(coalesce(sum(records_total), 0) AS BIGINT) AS records_total
FROM (
SELECT g, CAST(enters AS DATE) AS dt, code_department AS department,
    +(sum(linked)) AS records_linked,
    +(sum(total)) AS records_total
FROM work.counted_links WHERE (enters) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT g, CAST(leaves AS DATE) AS dt, code_department AS department,
    -(sum(linked)) AS records_linked,
    -(sum(total)) AS records_total
FROM work.counted_links WHERE (leaves) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, department
HAVING coalesce(sum(records_linked), 0) <> 0 OR coalesce(sum(records_total), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), g, dt;