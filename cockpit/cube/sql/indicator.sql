-- Every number of an indicator for every unit it counts for, until the day of the unit's next one. Units that were
-- given numbers of their own are counted by those; what lies below them says it once more. In steps, each a table: joined
-- all at once, every unit of an indicator would be paired with every other.
CREATE TABLE work.indicator_held AS
SELECT
    u.id AS unit, i.indicator, i.date, i.value,
    lead(i.date) OVER (PARTITION BY u.id, i.indicator ORDER BY i.date) AS until,
    coalesce(r.over_units, 'none') AS over_units
FROM work.extracts.indicators AS i
JOIN unit AS u ON u.tree = coalesce(i.tree, 'admin') AND u.code = i.unit
LEFT JOIN work.indicator_rule AS r ON r.indicator = i.indicator;

CREATE TABLE work.indicator_given AS
SELECT DISTINCT unit, indicator, over_units FROM work.indicator_held;

CREATE TABLE work.indicator_above AS
SELECT g.unit AS below, g.indicator, l.unit, l.tree
FROM work.indicator_given AS g
JOIN work.lineage AS l ON l.below = g.unit
WHERE g.over_units = 'sum' OR l.unit = g.unit;

CREATE TABLE work.indicator_covered AS
SELECT DISTINCT a.below, a.indicator, above.unit
FROM work.indicator_above AS a
JOIN work.indicator_given AS b ON b.unit = a.unit AND b.indicator = a.indicator
JOIN work.lineage AS above ON above.below = b.unit AND above.tree = a.tree
WHERE a.unit <> a.below;

CREATE TABLE work.indicators AS
WITH reach AS (
    SELECT a.below, a.indicator, a.unit
    FROM work.indicator_above AS a
    ANTI JOIN work.indicator_covered AS c ON c.below = a.below AND c.indicator = a.indicator AND c.unit = a.unit
)
SELECT r.unit, h.indicator, h.date, h.until, h.value
FROM work.indicator_held AS h
JOIN reach AS r ON r.below = h.unit AND r.indicator = h.indicator;
