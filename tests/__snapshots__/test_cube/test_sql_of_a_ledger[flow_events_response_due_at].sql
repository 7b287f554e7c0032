SELECT * FROM (
SELECT g, CAST(response_due_at AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department, code_responsibility AS responsibility, code_stage AS stage,
    CAST(coalesce((count(*)), 0) AS BIGINT) AS events_response_due,
    CAST(coalesce((count(*) FILTER (responded_at <= response_due_at)), 0) AS BIGINT) AS events_responded_on_time
FROM work.counted_events WHERE (response_due_at) IS NOT NULL AND true GROUP BY ALL
)
WHERE events_response_due <> 0 OR events_responded_on_time <> 0
ORDER BY g // 1, year(dt), month(dt), category_group, category, g, dt;