-- The roster for lists: every post for every unit it counts for (`unit`), with the unit it belongs to (`own`).
CREATE TABLE post AS
SELECT
    p.unit, p.own, p.post_id, t.code AS team, r.code AS role, p.holder, p.duty, p.filled, p.on_post, p.certified,
    nullif(p.since, DATE '0001-01-01') AS since
FROM work.posts AS p
JOIN dimension AS t ON t.dimension = 'team' AND t.value = p.team
JOIN dimension AS r ON r.dimension = 'role' AND r.value = p.role
ORDER BY p.unit, p.own, p.post_id;

-- Facilities for lists, by base grid.
CREATE TABLE facility_row AS
SELECT f.g, f.facility_id, k.code AS facility, f.area_m2, f.hours_per_day
FROM work.facilities AS f
JOIN dimension AS k ON k.dimension = 'facility' AND k.value = f.facility
ORDER BY f.g, f.facility_id;
