-- Every number of an indicator for every unit it counts for, until the day of the unit's next one. Units that were
-- given numbers of their own are counted by those; what lies below them says it once more.
CREATE TABLE work.indicators AS
WITH held AS (
    SELECT
        u.id AS unit, i.indicator, i.date, i.value,
        lead(i.date) OVER (PARTITION BY u.id, i.indicator ORDER BY i.date) AS until,
        coalesce(r.over_units, 'none') AS over_units
    FROM work.extracts.indicators AS i
    JOIN unit AS u ON u.tree = coalesce(i.tree, 'admin') AND u.code = i.unit
    LEFT JOIN work.indicator_rule AS r ON r.indicator = i.indicator
),
given AS (
    SELECT DISTINCT unit, indicator, over_units FROM held
),
covered AS (
    SELECT DISTINCT g.unit AS below, g.indicator, above.unit
    FROM given AS g
    JOIN work.lineage AS up ON up.below = g.unit AND up.unit <> g.unit
    JOIN given AS b ON b.unit = up.unit AND b.indicator = g.indicator
    JOIN work.lineage AS above ON above.below = b.unit AND above.tree = up.tree
),
reach AS (
    SELECT g.unit AS below, g.indicator, l.unit
    FROM given AS g
    JOIN work.lineage AS l ON l.below = g.unit AND (g.over_units = 'sum' OR l.unit = g.unit)
    ANTI JOIN covered AS c ON c.below = g.unit AND c.indicator = g.indicator AND c.unit = l.unit
)
SELECT r.unit, h.indicator, h.date, h.until, h.value
FROM held AS h
JOIN reach AS r ON r.below = h.unit AND r.indicator = h.indicator;
