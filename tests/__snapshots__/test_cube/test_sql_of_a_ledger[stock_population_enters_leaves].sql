CREATE TABLE stock_population_enters_leaves AS
SELECT g, dt, residence, sex, age,
    CAST(coalesce(sum(population), 0) AS BIGINT) AS population,
    CAST(coalesce(sum(population_absent), 0) AS BIGINT) AS population_absent,
    CAST(coalesce(sum(population_aged), 0) AS BIGINT) AS population_aged,
    CAST(coalesce(sum(population_old), 0) AS BIGINT) AS population_old
FROM (
SELECT g, CAST(enters AS DATE) AS dt, code_residence AS residence, code_sex AS sex, code_age AS age,
    (coalesce(sum(count) FILTER (residence <> 'absent'), 0)) AS population,
    (coalesce(sum(count) FILTER (residence = 'absent'), 0)) AS population_absent,
    (coalesce(sum(count) FILTER (residence <> 'absent' AND (youngest >= 60 OR oldest < 60)), 0)) AS population_aged,
    (coalesce(sum(count) FILTER (residence <> 'absent' AND youngest >= 60), 0)) AS population_old
FROM (SELECT v.*, c_residence.code AS code_residence, c_sex.code AS code_sex, c_age.code AS code_age FROM work.population AS v JOIN dimension AS c_residence ON c_residence.dimension = 'residence' AND c_residence.value = v.residence JOIN dimension AS c_sex ON c_sex.dimension = 'sex' AND c_sex.value = v.sex JOIN dimension AS c_age ON c_age.dimension = 'age' AND c_age.value = v.age) WHERE (enters) IS NOT NULL GROUP BY ALL
UNION ALL
SELECT g, CAST(leaves AS DATE) AS dt, code_residence AS residence, code_sex AS sex, code_age AS age,
    -(coalesce(sum(count) FILTER (residence <> 'absent'), 0)) AS population,
    -(coalesce(sum(count) FILTER (residence = 'absent'), 0)) AS population_absent,
    -(coalesce(sum(count) FILTER (residence <> 'absent' AND (youngest >= 60 OR oldest < 60)), 0)) AS population_aged,
    -(coalesce(sum(count) FILTER (residence <> 'absent' AND youngest >= 60), 0)) AS population_old
FROM (SELECT v.*, c_residence.code AS code_residence, c_sex.code AS code_sex, c_age.code AS code_age FROM work.population AS v JOIN dimension AS c_residence ON c_residence.dimension = 'residence' AND c_residence.value = v.residence JOIN dimension AS c_sex ON c_sex.dimension = 'sex' AND c_sex.value = v.sex JOIN dimension AS c_age ON c_age.dimension = 'age' AND c_age.value = v.age) WHERE (leaves) IS NOT NULL GROUP BY ALL
) GROUP BY g, dt, residence, sex, age
HAVING coalesce(sum(population), 0) <> 0 OR coalesce(sum(population_absent), 0) <> 0 OR coalesce(sum(population_aged), 0) <> 0 OR coalesce(sum(population_old), 0) <> 0
ORDER BY g, dt;