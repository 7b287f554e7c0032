CREATE TABLE work.counted_streaks AS
SELECT v.g, c_unit_type.code AS code_unit_type
FROM work.streaks AS v
JOIN dimension AS c_unit_type ON c_unit_type.dimension = 'unit_type' AND c_unit_type.value = v.unit_type;