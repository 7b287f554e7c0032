-- Records matched with another department's in one grid, while their month is the latest delivered.
CREATE TABLE work.links AS
SELECT u.g, l.department, l.linked, l.total, m.month AS enters, m.leaves
FROM work.extracts.links AS l
JOIN unit AS u ON u.tree = 'admin' AND u.leaf AND u.code = l.grid
JOIN work.links_months AS m ON u.g BETWEEN m.lo AND m.hi AND m.month = CAST(date_trunc('month', l.month) AS DATE);
