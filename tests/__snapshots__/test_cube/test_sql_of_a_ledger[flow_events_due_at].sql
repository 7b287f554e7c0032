SELECT g, dt, category, category_group, channel, severity, department, responsibility, stage,
    CAST(coalesce(sum(events_due), 0) AS BIGINT) AS events_due,
    CAST(coalesce(sum(events_due_closed), 0) AS BIGINT) AS events_due_closed,
    CAST(coalesce(sum(events_due_on_time), 0) AS BIGINT) AS events_due_on_time
FROM (
SELECT g, CAST(due_at AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department, code_responsibility AS responsibility, code_stage AS stage,
    (count(*)) AS events_due,
    (count(*) FILTER (closed_at IS NOT NULL)) AS events_due_closed,
    (count(*) FILTER (closed_at <= due_at)) AS events_due_on_time
FROM work.counted_events WHERE (due_at) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, category, category_group, channel, severity, department, responsibility, stage
HAVING coalesce(sum(events_due), 0) <> 0 OR coalesce(sum(events_due_closed), 0) <> 0 OR coalesce(sum(events_due_on_time), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), category_group, category, g, dt;