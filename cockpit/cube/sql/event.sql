-- Every event with its base grid and its category's group; an event without a value has the empty key.
CREATE TABLE work.events AS
SELECT
    e.* EXCLUDE (category, channel, severity, department),
    u.g,
    e.category,
    coalesce(c.category_group, '') AS category_group,
    coalesce(e.channel, '') AS channel,
    coalesce(e.severity, '') AS severity,
    coalesce(e.department, '') AS department,
    coalesce(c.small, false) OR coalesce(e.minor, false) AS small, -- of a kind the simple procedure is for
    p.days_since_closure,
    p.enforced_at
FROM work.extracts.events AS e
JOIN unit AS u ON u.tree = 'admin' AND u.leaf AND u.code = e.grid
LEFT JOIN work.category AS c ON c.category = e.category
LEFT JOIN work.event_past AS p ON p.event_id = e.event_id;
