CREATE TABLE work.counted_population AS
SELECT v.g, c_residence.code AS code_residence, c_sex.code AS code_sex, c_age.code AS code_age
FROM work.population AS v
JOIN dimension AS c_residence ON c_residence.dimension = 'residence' AND c_residence.value = v.residence
JOIN dimension AS c_sex ON c_sex.dimension = 'sex' AND c_sex.value = v.sex
JOIN dimension AS c_age ON c_age.dimension = 'age' AND c_age.value = v.age;