SELECT unit AS "单位编码", indicator AS "指标", date AS "日期", value AS "数值" FROM indicators
