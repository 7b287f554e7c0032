-- What came before and after an event, of events that have either: the days since an event of its category was last
-- closed at its place, and when an event that names it in `follows` was first reported. A place is the dwelling an event
-- names, else its base grid. A closure before its own report (a slip of the source) is no closure here.
CREATE TABLE work.event_past AS
WITH placed AS (
    SELECT
        e.event_id, e.category, coalesce(e.dwelling_id, '') AS dwelling,
        CASE WHEN e.dwelling_id <> '' THEN -1 ELSE u.g END AS place, -- a number is sorted faster than a grid's code
        e.reported_at, e.closed_at
    FROM work.extracts.events AS e
    JOIN work.place AS u ON u.code = e.grid
),
moments AS (
    SELECT event_id, category, dwelling, place, reported_at AS moment, NULL AS closed_at FROM placed
    UNION ALL
    SELECT NULL AS event_id, category, dwelling, place, closed_at AS moment, closed_at
    FROM placed
    WHERE closed_at >= reported_at
),
past AS (
    -- in a second of both, what is reported does not know of the closure yet
    SELECT event_id, moment AS reported_at, max(closed_at) OVER (
        PARTITION BY category, dwelling, place
        ORDER BY moment, CASE WHEN closed_at IS NULL THEN 0 ELSE 1 END
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS closed_at
    FROM moments
),
enforced AS (
    SELECT f.follows AS event_id, min(f.reported_at) AS enforced_at
    FROM work.extracts.events AS f
    JOIN work.extracts.events AS e ON e.event_id = f.follows AND f.reported_at >= e.reported_at
    GROUP BY f.follows
)
SELECT
    p.event_id,
    date_diff('day', CAST(p.closed_at AS DATE), CAST(p.reported_at AS DATE)) AS days_since_closure,
    n.enforced_at
FROM past AS p
LEFT JOIN enforced AS n ON n.event_id = p.event_id
WHERE p.event_id IS NOT NULL AND (p.closed_at IS NOT NULL OR n.enforced_at IS NOT NULL);
