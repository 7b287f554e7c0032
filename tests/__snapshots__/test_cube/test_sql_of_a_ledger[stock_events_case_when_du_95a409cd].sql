SELECT g, dt, category, category_group, channel, severity, department, responsibility, stage,
    CAST(coalesce(sum(events_past_due), 0) AS BIGINT) AS events_past_due
FROM (
SELECT g, CAST(CASE WHEN due_at IS NOT NULL THEN greatest(reported_at, due_at) END AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department, code_responsibility AS responsibility, code_stage AS stage,
    +(count(*)) AS events_past_due
FROM work.counted_events WHERE (CASE WHEN due_at IS NOT NULL THEN greatest(reported_at, due_at) END) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT g, CAST(CASE WHEN due_at IS NOT NULL AND closed_at IS NOT NULL THEN greatest(reported_at, due_at, closed_at) END AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department, code_responsibility AS responsibility, code_stage AS stage,
    -(count(*)) AS events_past_due
FROM work.counted_events WHERE (CASE WHEN due_at IS NOT NULL AND closed_at IS NOT NULL THEN greatest(reported_at, due_at, closed_at) END) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, category, category_group, channel, severity, department, responsibility, stage
HAVING coalesce(sum(events_past_due), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), category_group, category, g, dt;