-- Running totals of every measure, dense: one row per unit and day. A flow over days a..b is value(b) - value(a - 1);
-- a stock on day D is value(D). The first day carries everything before it.
CREATE TABLE running AS
WITH moves AS (
    SELECT s.unit, greatest(d.dt, $opening) AS dt, $sums
    FROM ($moves) AS d
    JOIN work.grid_unit AS s ON s.g = d.g
    WHERE d.dt <= $closing
    GROUP BY ALL
),
calendar AS (
    SELECT CAST(unnest(generate_series($opening, $closing, INTERVAL 1 DAY)) AS DATE) AS dt
)
SELECT
    u.id AS unit,
    c.dt,
    $totals
FROM unit AS u
CROSS JOIN calendar AS c
LEFT JOIN moves AS m ON m.unit = u.id AND m.dt = c.dt
WINDOW days AS (PARTITION BY u.id ORDER BY c.dt ROWS UNBOUNDED PRECEDING)
ORDER BY u.id, c.dt;
