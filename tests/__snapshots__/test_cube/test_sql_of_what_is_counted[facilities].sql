CREATE TABLE work.counted_facilities AS
SELECT v.g, c_facility.code AS code_facility
FROM work.facilities AS v
JOIN dimension AS c_facility ON c_facility.dimension = 'facility' AND c_facility.value = v.facility;