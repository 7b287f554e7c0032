-- Every inspection with the row of the register valid that day, else the nearest one (the earlier one of two equally
-- near): its grid, kind and class.
CREATE TABLE work.inspections AS
WITH paired AS (
    SELECT
        i.*,
        d.dwelling, d.g, d.kind, d.class, d.from_date,
        greatest(
            0,
            date_diff('day', CAST(i.inspected_at AS DATE), d.from_date),
            coalesce(date_diff('day', d.to_date, CAST(i.inspected_at AS DATE)), 0)
        ) AS days_off
    FROM work.extracts.inspections AS i
    JOIN work.dwellings AS d ON d.dwelling_id = i.dwelling_id AND d.moved
)
SELECT
    d.dwelling, i.inspected_at, i.inspector, coalesce(i.entered, true) AS entered,
    i.persons_found, i.changed, i.hazards, i.hazards_fixed,
    d.g, d.kind, d.class
FROM work.extracts.inspections AS i
JOIN work.dwellings AS d ON d.dwelling_id = i.dwelling_id AND NOT d.moved
UNION ALL
SELECT
    dwelling, inspected_at, inspector, coalesce(entered, true) AS entered,
    persons_found, changed, hazards, hazards_fixed,
    g, kind, class
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY dwelling, inspected_at ORDER BY days_off, from_date) AS place
    FROM paired
)
WHERE place = 1;
