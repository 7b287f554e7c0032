CREATE TABLE stock_events_reported_at_2902868c AS
SELECT g, dt, category, category_group, channel, severity, department,
    CAST(coalesce(sum(events_open), 0) AS BIGINT) AS events_open
FROM (
SELECT g, CAST(reported_at AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department,
    (count(*)) AS events_open
FROM (SELECT v.*, c_category.code AS code_category, c_category_group.code AS code_category_group, c_channel.code AS code_channel, c_severity.code AS code_severity, c_department.code AS code_department FROM work.events AS v JOIN dimension AS c_category ON c_category.dimension = 'category' AND c_category.value = v.category JOIN dimension AS c_category_group ON c_category_group.dimension = 'category_group' AND c_category_group.value = v.category_group JOIN dimension AS c_channel ON c_channel.dimension = 'channel' AND c_channel.value = v.channel JOIN dimension AS c_severity ON c_severity.dimension = 'severity' AND c_severity.value = v.severity JOIN dimension AS c_department ON c_department.dimension = 'department' AND c_department.value = v.department) WHERE (reported_at) IS NOT NULL GROUP BY ALL
UNION ALL
SELECT g, CAST(CASE WHEN closed_at IS NOT NULL THEN greatest(reported_at, closed_at) END AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department,
    -(count(*)) AS events_open
FROM (SELECT v.*, c_category.code AS code_category, c_category_group.code AS code_category_group, c_channel.code AS code_channel, c_severity.code AS code_severity, c_department.code AS code_department FROM work.events AS v JOIN dimension AS c_category ON c_category.dimension = 'category' AND c_category.value = v.category JOIN dimension AS c_category_group ON c_category_group.dimension = 'category_group' AND c_category_group.value = v.category_group JOIN dimension AS c_channel ON c_channel.dimension = 'channel' AND c_channel.value = v.channel JOIN dimension AS c_severity ON c_severity.dimension = 'severity' AND c_severity.value = v.severity JOIN dimension AS c_department ON c_department.dimension = 'department' AND c_department.value = v.department) WHERE (CASE WHEN closed_at IS NOT NULL THEN greatest(reported_at, closed_at) END) IS NOT NULL GROUP BY ALL
) GROUP BY g, dt, category, category_group, channel, severity, department
HAVING coalesce(sum(events_open), 0) <> 0
ORDER BY g, dt;