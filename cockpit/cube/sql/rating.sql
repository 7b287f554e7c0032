-- Every rating for every unit it counts for.
CREATE TABLE work.ratings AS
SELECT l.unit, coalesce(r.team, '') AS team, r.rater_role, r.rated_on, r.score
FROM work.extracts.ratings AS r
JOIN unit AS u ON u.tree = coalesce(r.tree, 'admin') AND u.code = r.unit
JOIN work.lineage AS l ON l.below = u.id;
