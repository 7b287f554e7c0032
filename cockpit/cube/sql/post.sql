-- The roster as it was delivered, by unit; and each post for every unit it counts for. What is said of a post holds
-- from its day `since` on: who held it before is not known.
CREATE TABLE work.roster AS
SELECT
    u.id AS unit, p.post_id,
    coalesce(p.team, '') AS team,
    coalesce(p.role, '') AS role,
    p.holder,
    coalesce(p.duty, '') AS duty,
    coalesce(p.filled, p.holder IS NOT NULL) AS filled,
    p.on_post, p.certified, p.since
FROM work.extracts.posts AS p
JOIN unit AS u ON u.tree = coalesce(p.tree, 'admin') AND u.code = p.unit;

CREATE TABLE work.posts AS
SELECT l.unit, p.* EXCLUDE (unit, since), p.unit AS own, coalesce(p.since, DATE '0001-01-01') AS since
FROM work.roster AS p
JOIN work.lineage AS l ON l.below = p.unit;
