SELECT unit AS "单位编码", metric AS "指标", due_on AS "截止日期", value AS "目标值", clause AS "条款" FROM targets
