CREATE TABLE work.counted_links AS
SELECT v.g, c_department.code AS code_department
FROM work.links AS v
JOIN dimension AS c_department ON c_department.dimension = 'department' AND c_department.value = v.department;