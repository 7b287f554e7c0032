-- The months of a monthly table, for each part of the city (the units just below the whole, which deliver by
-- themselves): a month holds from its first day until the next month that part delivered, the newest one on and on. A
-- grid without rows in a month its part delivered is empty in it; a part that is late keeps its last month.
CREATE TABLE work.${table}_months AS
WITH part AS (
    SELECT s.g, u.id AS part
    FROM work.grid_unit AS s
    JOIN unit AS u ON u.id = s.unit AND u.tree = 'admin' AND (u.depth = 1 OR (u.depth = 0 AND u.leaf))
),
delivered AS (
    SELECT DISTINCT p.part, CAST(date_trunc('month', t.month) AS DATE) AS month
    FROM work.extracts.$table AS t
    JOIN unit AS u ON u.tree = 'admin' AND u.leaf AND u.code = t.grid
    JOIN part AS p ON p.g = u.g
)
SELECT p.g, d.month, lead(d.month) OVER (PARTITION BY p.g ORDER BY d.month) AS leaves
FROM delivered AS d
JOIN part AS p ON p.part = d.part;
