CREATE TABLE delta_dwelling AS
SELECT * FROM (
SELECT g, dt, kind, class,
    CAST(coalesce(sum(dwellings), 0) AS BIGINT) AS dwellings,
    CAST(coalesce(sum(dwelling_rows), 0) AS BIGINT) AS dwelling_rows,
    CAST(coalesce(sum(residents), 0) AS BIGINT) AS residents,
    CAST(coalesce(sum(registered), 0) AS BIGINT) AS registered,
    CAST(coalesce(sum(floating), 0) AS BIGINT) AS floating,
    CAST(coalesce(sum(dwellings_due), 0) AS BIGINT) AS dwellings_due,
    CAST(coalesce(sum(dwelling_rows_due), 0) AS BIGINT) AS dwelling_rows_due,
    CAST(coalesce(sum(dwellings_covered), 0) AS BIGINT) AS dwellings_covered,
    CAST(coalesce(sum(dwellings_covered_entered), 0) AS BIGINT) AS dwellings_covered_entered,
    CAST(coalesce(sum(inspections), 0) AS BIGINT) AS inspections,
    CAST(coalesce(sum(inspections_entered), 0) AS BIGINT) AS inspections_entered,
    CAST(coalesce(sum(hazards_found), 0) AS BIGINT) AS hazards_found
FROM (
SELECT g, CAST(from_date AS DATE) AS dt, kind, class,
    (sum(count)) AS dwellings,
    (count(*)) AS dwelling_rows,
    (sum(residents)) AS residents,
    (sum(registered)) AS registered,
    (sum(floating)) AS floating
FROM work.dwellings WHERE (from_date) IS NOT NULL GROUP BY ALL
UNION ALL BY NAME
SELECT g, CAST(to_date + 1 AS DATE) AS dt, kind, class,
    -(sum(count)) AS dwellings,
    -(count(*)) AS dwelling_rows,
    -(sum(residents)) AS residents,
    -(sum(registered)) AS registered,
    -(sum(floating)) AS floating
FROM work.dwellings WHERE (to_date + 1) IS NOT NULL GROUP BY ALL
UNION ALL BY NAME
SELECT g, CAST(enters AS DATE) AS dt, kind, class,
    (sum(count)) AS dwellings_due,
    (count(*)) AS dwelling_rows_due
FROM work.dues WHERE (enters) IS NOT NULL GROUP BY ALL
UNION ALL BY NAME
SELECT g, CAST(leaves AS DATE) AS dt, kind, class,
    -(sum(count)) AS dwellings_due,
    -(count(*)) AS dwelling_rows_due
FROM work.dues WHERE (leaves) IS NOT NULL GROUP BY ALL
UNION ALL BY NAME
SELECT g, CAST(enters AS DATE) AS dt, kind, class,
    (sum(count)) AS dwellings_covered
FROM work.covers WHERE (enters) IS NOT NULL GROUP BY ALL
UNION ALL BY NAME
SELECT g, CAST(leaves AS DATE) AS dt, kind, class,
    -(sum(count)) AS dwellings_covered
FROM work.covers WHERE (leaves) IS NOT NULL GROUP BY ALL
UNION ALL BY NAME
SELECT g, CAST(enters AS DATE) AS dt, kind, class,
    (sum(count)) AS dwellings_covered_entered
FROM work.covers_entered WHERE (enters) IS NOT NULL GROUP BY ALL
UNION ALL BY NAME
SELECT g, CAST(leaves AS DATE) AS dt, kind, class,
    -(sum(count)) AS dwellings_covered_entered
FROM work.covers_entered WHERE (leaves) IS NOT NULL GROUP BY ALL
UNION ALL BY NAME
SELECT g, CAST(inspected_at AS DATE) AS dt, kind, class,
    (count(*)) AS inspections,
    (count(*) FILTER (entered)) AS inspections_entered,
    (coalesce(sum(hazards), 0)) AS hazards_found
FROM work.inspections WHERE (inspected_at) IS NOT NULL GROUP BY ALL
) GROUP BY g, dt, kind, class
) WHERE dwellings <> 0 OR dwelling_rows <> 0 OR residents <> 0 OR registered <> 0 OR floating <> 0 OR dwellings_due <> 0 OR dwelling_rows_due <> 0 OR dwellings_covered <> 0 OR dwellings_covered_entered <> 0 OR inspections <> 0 OR inspections_entered <> 0 OR hazards_found <> 0
ORDER BY g, dt;