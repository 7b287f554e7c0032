-- Some rows are wrong and corrected by a file of their own; some are struck off and filtered by the mapping.
SELECT * EXCLUDE (wrong) REPLACE (CASE WHEN wrong THEN "套数" + 3 ELSE "套数" END AS "套数") FROM register
UNION ALL
SELECT * EXCLUDE (wrong) REPLACE ('Z' || "房屋编号" AS "房屋编号", '注销' AS "状态") FROM register WHERE wrong
