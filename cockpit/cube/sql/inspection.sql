-- Every inspection with the row of the register valid that day, else the nearest one (the earlier one of two equally
-- near): its grid, kind and class.
CREATE TABLE work.inspections AS
WITH moved AS (
    SELECT dwelling_id FROM work.dwellings GROUP BY dwelling_id HAVING count(*) > 1
),
paired AS (
    SELECT
        i.*,
        d.g, d.kind, d.class, d.from_date,
        greatest(
            0,
            date_diff('day', CAST(i.inspected_at AS DATE), d.from_date),
            coalesce(date_diff('day', d.to_date, CAST(i.inspected_at AS DATE)), 0)
        ) AS days_off
    FROM work.extracts.inspections AS i
    JOIN work.dwellings AS d ON d.dwelling_id = i.dwelling_id
    WHERE i.dwelling_id IN (SELECT dwelling_id FROM moved)
)
SELECT
    i.dwelling_id, i.inspected_at, i.inspector, coalesce(i.entered, true) AS entered,
    i.persons_found, i.changed, i.hazards, i.hazards_fixed,
    d.g, d.kind, d.class
FROM work.extracts.inspections AS i
JOIN work.dwellings AS d ON d.dwelling_id = i.dwelling_id
WHERE i.dwelling_id NOT IN (SELECT dwelling_id FROM moved)
UNION ALL
SELECT
    dwelling_id, inspected_at, inspector, coalesce(entered, true) AS entered,
    persons_found, changed, hazards, hazards_fixed,
    g, kind, class
FROM (
    SELECT
        *,
        row_number() OVER (PARTITION BY dwelling_id, inspected_at ORDER BY days_off, from_date) AS place
    FROM paired
)
WHERE place = 1;
