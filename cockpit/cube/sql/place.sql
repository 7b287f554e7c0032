-- Where the facts of a base grid count: in itself, or, when it was replaced, in the grid that follows it, so that a
-- trend survives a redrawing.
CREATE TABLE work.place AS
WITH RECURSIVE grid AS (
    SELECT code, g, CASE WHEN valid_to < $as_of THEN successor END AS heir FROM unit WHERE tree = 'admin' AND leaf
),
way AS (
    SELECT code, code AS at, 0 AS steps FROM grid
    UNION ALL
    SELECT w.code, n.code AS at, w.steps + 1 AS steps
    FROM way AS w
    JOIN grid AS s ON s.code = w.at
    JOIN grid AS n ON n.code = s.heir
    WHERE w.steps < 20
)
SELECT w.code, arg_max(s.g, w.steps) AS g
FROM way AS w
JOIN grid AS s ON s.code = w.at
GROUP BY w.code;
