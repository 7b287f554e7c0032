CREATE TABLE flow_events_closed_at AS
SELECT g, dt, category, category_group, channel, severity, department, responsibility, stage,
    CAST(coalesce(sum(events_closed), 0) AS BIGINT) AS events_closed,
    CAST(coalesce(sum(events_closed_returned), 0) AS BIGINT) AS events_closed_returned,
    CAST(coalesce(sum(events_asked_resolved), 0) AS BIGINT) AS events_asked_resolved,
    CAST(coalesce(sum(events_resolved), 0) AS BIGINT) AS events_resolved,
    CAST(coalesce(sum(events_asked_satisfied), 0) AS BIGINT) AS events_asked_satisfied,
    CAST(coalesce(sum(events_satisfied), 0) AS BIGINT) AS events_satisfied,
    CAST(coalesce(sum(events_by_operation), 0) AS BIGINT) AS events_by_operation
FROM (
SELECT g, CAST(closed_at AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department, code_responsibility AS responsibility, code_stage AS stage,
    (count(*)) AS events_closed,
    (count(*) FILTER (returns > 0)) AS events_closed_returned,
    (count(resolved)) AS events_asked_resolved,
    (count(*) FILTER (resolved)) AS events_resolved,
    (count(satisfied)) AS events_asked_satisfied,
    (count(*) FILTER (satisfied)) AS events_satisfied,
    (count(operation)) AS events_by_operation
FROM (SELECT v.*, c_category.code AS code_category, c_category_group.code AS code_category_group, c_channel.code AS code_channel, c_severity.code AS code_severity, c_department.code AS code_department, c_responsibility.code AS code_responsibility, c_stage.code AS code_stage FROM work.events AS v JOIN dimension AS c_category ON c_category.dimension = 'category' AND c_category.value = v.category JOIN dimension AS c_category_group ON c_category_group.dimension = 'category_group' AND c_category_group.value = v.category_group JOIN dimension AS c_channel ON c_channel.dimension = 'channel' AND c_channel.value = v.channel JOIN dimension AS c_severity ON c_severity.dimension = 'severity' AND c_severity.value = v.severity JOIN dimension AS c_department ON c_department.dimension = 'department' AND c_department.value = v.department JOIN dimension AS c_responsibility ON c_responsibility.dimension = 'responsibility' AND c_responsibility.value = v.responsibility JOIN dimension AS c_stage ON c_stage.dimension = 'stage' AND c_stage.value = v.stage) WHERE (closed_at) IS NOT NULL GROUP BY ALL
) GROUP BY g, dt, category, category_group, channel, severity, department, responsibility, stage
HAVING coalesce(sum(events_closed), 0) <> 0 OR coalesce(sum(events_closed_returned), 0) <> 0 OR coalesce(sum(events_asked_resolved), 0) <> 0 OR coalesce(sum(events_resolved), 0) <> 0 OR coalesce(sum(events_asked_satisfied), 0) <> 0 OR coalesce(sum(events_satisfied), 0) <> 0 OR coalesce(sum(events_by_operation), 0) <> 0
ORDER BY g, dt;