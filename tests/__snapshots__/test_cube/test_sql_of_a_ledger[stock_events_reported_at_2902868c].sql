SELECT g, dt, category, category_group, channel, severity, department, responsibility, stage,
    CAST(coalesce(sum(events_open), 0) AS BIGINT) AS events_open
FROM (
SELECT g, CAST(reported_at AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department, code_responsibility AS responsibility, code_stage AS stage,
    +(count(*)) AS events_open
FROM work.counted_events WHERE (reported_at) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT g, CAST(CASE WHEN closed_at IS NOT NULL THEN greatest(reported_at, closed_at) END AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department, code_responsibility AS responsibility, code_stage AS stage,
    -(count(*)) AS events_open
FROM work.counted_events WHERE (CASE WHEN closed_at IS NOT NULL THEN greatest(reported_at, closed_at) END) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, category, category_group, channel, severity, department, responsibility, stage
HAVING coalesce(sum(events_open), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), category_group, category, g, dt;