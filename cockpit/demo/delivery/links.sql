SELECT
    grid AS "网格", strftime(month, '%Y-%m') AS "月份", department AS "比对部门", linked AS "一致数",
    format('{:,}', total) AS "总数"
FROM links
