CREATE TABLE flow_events_response_due_at AS
SELECT g, dt, category, category_group, channel, severity, department, responsibility, stage,
    CAST(coalesce(sum(events_response_due), 0) AS BIGINT) AS events_response_due,
    CAST(coalesce(sum(events_responded_on_time), 0) AS BIGINT) AS events_responded_on_time
FROM (
SELECT g, CAST(response_due_at AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department, code_responsibility AS responsibility, code_stage AS stage,
    (count(*)) AS events_response_due,
    (count(*) FILTER (responded_at <= response_due_at)) AS events_responded_on_time
FROM (SELECT v.*, c_category.code AS code_category, c_category_group.code AS code_category_group, c_channel.code AS code_channel, c_severity.code AS code_severity, c_department.code AS code_department, c_responsibility.code AS code_responsibility, c_stage.code AS code_stage FROM work.events AS v JOIN dimension AS c_category ON c_category.dimension = 'category' AND c_category.value = v.category JOIN dimension AS c_category_group ON c_category_group.dimension = 'category_group' AND c_category_group.value = v.category_group JOIN dimension AS c_channel ON c_channel.dimension = 'channel' AND c_channel.value = v.channel JOIN dimension AS c_severity ON c_severity.dimension = 'severity' AND c_severity.value = v.severity JOIN dimension AS c_department ON c_department.dimension = 'department' AND c_department.value = v.department JOIN dimension AS c_responsibility ON c_responsibility.dimension = 'responsibility' AND c_responsibility.value = v.responsibility JOIN dimension AS c_stage ON c_stage.dimension = 'stage' AND c_stage.value = v.stage) WHERE (response_due_at) IS NOT NULL GROUP BY ALL
) GROUP BY g, dt, category, category_group, channel, severity, department, responsibility, stage
HAVING coalesce(sum(events_response_due), 0) <> 0 OR coalesce(sum(events_responded_on_time), 0) <> 0
ORDER BY g, dt;