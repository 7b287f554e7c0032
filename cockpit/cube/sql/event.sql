-- Every event with its base grid and its category's group; an event without a value has the empty key.
CREATE TABLE work.events AS
SELECT
    e.* EXCLUDE (category, channel, severity, department),
    u.g,
    e.category,
    coalesce(c.category_group, '') AS category_group,
    coalesce(e.channel, '') AS channel,
    coalesce(e.severity, '') AS severity,
    coalesce(e.department, '') AS department
FROM work.extracts.events AS e
JOIN work.place AS u ON u.code = e.grid
LEFT JOIN work.category AS c ON c.category = e.category;
