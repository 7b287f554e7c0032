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
FROM work.counted_events WHERE (closed_at) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, category, category_group, channel, severity, department, responsibility, stage
HAVING coalesce(sum(events_closed), 0) <> 0 OR coalesce(sum(events_closed_returned), 0) <> 0 OR coalesce(sum(events_asked_resolved), 0) <> 0 OR coalesce(sum(events_resolved), 0) <> 0 OR coalesce(sum(events_asked_satisfied), 0) <> 0 OR coalesce(sum(events_satisfied), 0) <> 0 OR coalesce(sum(events_by_operation), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), category_group, category, g, dt;