-- Targets by unit, or by the type of units they are set for.
CREATE TABLE target AS
SELECT
    u.id AS unit, coalesce(t.tree, 'admin') AS tree,
    CASE WHEN u.id IS NULL THEN substr(t.unit, length('type:') + 1) END AS type,
    t.metric, t.due_on, t.value, coalesce(t.clause, '') AS clause
FROM work.extracts.targets AS t
LEFT JOIN unit AS u ON u.tree = coalesce(t.tree, 'admin') AND u.code = t.unit
ORDER BY t.metric, unit, type, t.due_on;
