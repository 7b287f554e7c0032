CREATE TABLE work.counted_dwellings AS
SELECT v.g, c_kind.code AS code_kind, c_class.code AS code_class, v."from_date", v."to_date", v."residents"
FROM work.dwellings AS v
JOIN dimension AS c_kind ON c_kind.dimension = 'kind' AND c_kind.value = v.kind
JOIN dimension AS c_class ON c_class.dimension = 'class' AND c_class.value = v.class;