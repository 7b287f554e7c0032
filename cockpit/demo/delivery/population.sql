SELECT
    grid AS "网格", month AS "月份", say_population_kind(kind) AS "类别", say_population_sex(sex) AS "性别",
    CASE WHEN age_to IS NULL THEN age_from || '岁以上' ELSE age_from || '-' || age_to || '岁' END AS "年龄段",
    count AS "人数"
FROM population
