-- What came before and after an event: the days since an event of its category was last closed at its place, and when
-- an event that names it in `follows` was first reported. A place is the dwelling an event names, else its base grid.
-- A closure before its own report (a slip of the source) is no closure here.
CREATE TABLE work.event_past AS
WITH placed AS (
    SELECT event_id, category, coalesce(dwelling_id, '') AS dwelling, grid, reported_at, closed_at
    FROM work.extracts.events
),
closures AS (
    SELECT DISTINCT category, dwelling, CASE WHEN dwelling = '' THEN grid ELSE '' END AS place, closed_at
    FROM placed
    WHERE closed_at >= reported_at
),
enforced AS (
    SELECT f.follows AS event_id, min(f.reported_at) AS enforced_at
    FROM work.extracts.events AS f
    JOIN work.extracts.events AS e ON e.event_id = f.follows AND f.reported_at >= e.reported_at
    GROUP BY f.follows
)
SELECT
    p.event_id,
    date_diff('day', CAST(c.closed_at AS DATE), CAST(p.reported_at AS DATE)) AS days_since_closure,
    n.enforced_at
FROM (SELECT *, CASE WHEN dwelling = '' THEN grid ELSE '' END AS place FROM placed) AS p
ASOF LEFT JOIN closures AS c
    ON c.category = p.category AND c.dwelling = p.dwelling AND c.place = p.place AND c.closed_at < p.reported_at
LEFT JOIN enforced AS n ON n.event_id = p.event_id;
