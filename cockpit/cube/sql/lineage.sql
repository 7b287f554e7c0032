-- Every unit with itself and the units above it; a base grid also with those that hold it in the further trees.
CREATE TABLE work.lineage AS
WITH RECURSIVE way AS (
    SELECT id AS below, id AS unit FROM unit
    UNION ALL
    SELECT w.below, u.parent_id AS unit FROM way AS w JOIN unit AS u ON u.id = w.unit WHERE u.parent_id >= 0
)
SELECT w.below, w.unit, u.tree FROM way AS w JOIN unit AS u ON u.id = w.unit
UNION ALL
SELECT s.id AS below, m.unit_id AS unit, u.tree
FROM unit AS s
JOIN member AS m ON s.g BETWEEN m.lo AND m.hi
JOIN unit AS u ON u.id = m.unit_id
WHERE s.tree = 'admin' AND s.leaf AND u.tree <> 'admin';
