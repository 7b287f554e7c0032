CREATE TABLE work.counted_indicators AS
SELECT v.unit, c_indicator.code AS code_indicator
FROM work.indicators AS v
JOIN dimension AS c_indicator ON c_indicator.dimension = 'indicator' AND c_indicator.value = v.indicator;