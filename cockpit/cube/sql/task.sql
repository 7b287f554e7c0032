-- Every task for every unit it counts for; one without a unit is the city's.
CREATE TABLE work.tasks AS
SELECT l.unit, t.owner, t.state AS task_state, t.due_on, t.progress
FROM work.extracts.tasks AS t
JOIN unit AS u ON u.tree = 'admin' AND CASE WHEN t.unit IS NULL THEN u.parent_id < 0 ELSE u.code = t.unit END
JOIN work.lineage AS l ON l.below = u.id;
