-- The months of a monthly table, for each part of the city (the units just below the whole, which deliver by
-- themselves): a month holds from its first day until the next month that part delivered, the newest one on and on. A
-- grid without rows in a month its part delivered is empty in it; a part that is late keeps its last month.
CREATE TABLE work.${table}_months AS
WITH delivered AS (
    SELECT DISTINCT p.lo, p.hi, CAST(date_trunc('month', t.month) AS DATE) AS month
    FROM work.extracts.$table AS t
    JOIN unit AS u ON u.tree = 'admin' AND u.leaf AND u.code = t.grid
    JOIN unit AS p ON p.tree = 'admin' AND (p.depth = 1 OR (p.depth = 0 AND p.leaf)) AND u.g BETWEEN p.lo AND p.hi
)
SELECT lo, hi, month, lead(month) OVER (PARTITION BY lo ORDER BY month) AS leaves
FROM delivered;
