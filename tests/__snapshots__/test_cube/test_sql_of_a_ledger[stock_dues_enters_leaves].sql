CREATE TABLE stock_dues_enters_leaves AS
SELECT g, dt, kind, class,
    CAST(coalesce(sum(dwellings_due), 0) AS BIGINT) AS dwellings_due,
    CAST(coalesce(sum(dwelling_rows_due), 0) AS BIGINT) AS dwelling_rows_due,
    CAST(coalesce(sum(visits_due), 0) AS DECIMAL(18, 6)) AS visits_due,
    CAST(coalesce(sum(visits_asked), 0) AS DECIMAL(18, 4)) AS visits_asked
FROM (
SELECT g, CAST(enters AS DATE) AS dt, code_kind AS kind, code_class AS class,
    (sum(count)) AS dwellings_due,
    (count(*)) AS dwelling_rows_due,
    (sum(count * 30.0 / days)) AS visits_due,
    (sum(CAST(count / days AS DECIMAL(18, 4)))) AS visits_asked
FROM (SELECT v.*, c_kind.code AS code_kind, c_class.code AS code_class FROM work.dues AS v JOIN dimension AS c_kind ON c_kind.dimension = 'kind' AND c_kind.value = v.kind JOIN dimension AS c_class ON c_class.dimension = 'class' AND c_class.value = v.class) WHERE (enters) IS NOT NULL GROUP BY ALL
UNION ALL
SELECT g, CAST(leaves AS DATE) AS dt, code_kind AS kind, code_class AS class,
    -(sum(count)) AS dwellings_due,
    -(count(*)) AS dwelling_rows_due,
    -(sum(count * 30.0 / days)) AS visits_due,
    -(sum(CAST(count / days AS DECIMAL(18, 4)))) AS visits_asked
FROM (SELECT v.*, c_kind.code AS code_kind, c_class.code AS code_class FROM work.dues AS v JOIN dimension AS c_kind ON c_kind.dimension = 'kind' AND c_kind.value = v.kind JOIN dimension AS c_class ON c_class.dimension = 'class' AND c_class.value = v.class) WHERE (leaves) IS NOT NULL GROUP BY ALL
) GROUP BY g, dt, kind, class
HAVING coalesce(sum(dwellings_due), 0) <> 0 OR coalesce(sum(dwelling_rows_due), 0) <> 0 OR coalesce(sum(visits_due), 0) <> 0 OR coalesce(sum(visits_asked), 0) <> 0
ORDER BY g, dt;