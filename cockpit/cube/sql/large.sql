-- Units with a large share of all base grids; grids of the same large units make one cell.
CREATE TABLE large AS
WITH held_by AS (
    SELECT unit, count(*) AS grids FROM held GROUP BY unit
)
SELECT h.unit
FROM held_by AS h
JOIN unit AS u ON u.id = h.unit
WHERE NOT (u.tree = 'admin' AND u.leaf)
  AND h.grids >= $least
  AND h.grids >= $share * (SELECT count(*) FROM unit WHERE tree = 'admin' AND leaf)
ORDER BY h.unit;

CREATE TABLE work.cell AS
SELECT g, CAST(dense_rank() OVER (ORDER BY units) AS INTEGER) AS cell
FROM (SELECT g, list_sort(list(unit)) AS units FROM held WHERE unit IN (SELECT unit FROM large) GROUP BY g);

CREATE TABLE work.cell_unit AS
SELECT DISTINCT c.cell, h.unit
FROM work.cell AS c
JOIN held AS h ON h.g = c.g
WHERE h.unit IN (SELECT unit FROM large);
