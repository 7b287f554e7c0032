-- Every facility with its base grid.
CREATE TABLE work.facilities AS
SELECT u.g, f.facility_id, f.kind AS facility, f.area_m2, f.hours_per_day
FROM work.extracts.facilities AS f
JOIN unit AS u ON u.tree = 'admin' AND u.leaf AND u.code = f.grid;
