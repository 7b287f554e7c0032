-- Every facility with its base grid.
CREATE TABLE work.facilities AS
SELECT u.g, f.facility_id, f.kind AS facility, f.area_m2, f.hours_per_day
FROM work.extracts.facilities AS f
JOIN work.place AS u ON u.code = f.grid;
