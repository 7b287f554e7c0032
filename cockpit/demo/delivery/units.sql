SELECT
    say_units_tree(tree) AS "体系", code AS "编码", parent AS "上级编码", say_units_level(level) AS "层级",
    name AS "名称", name_en AS "英文名", type AS "类型", valid_from AS "启用日期", valid_to AS "停用日期",
    successor AS "承接网格"
FROM units
