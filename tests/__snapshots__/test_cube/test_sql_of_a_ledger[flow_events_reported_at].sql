SELECT g, dt, category, category_group, channel, severity, department,
    CAST(coalesce(sum(events_reported), 0) AS BIGINT) AS events_reported,
    CAST(coalesce(sum(events_supervised), 0) AS BIGINT) AS events_supervised
FROM (
SELECT g, CAST(reported_at AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department,
    (count(*)) AS events_reported,
    (count(*) FILTER (verify_failures > 3)) AS events_supervised
FROM work.counted_events WHERE (reported_at) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, category, category_group, channel, severity, department
HAVING coalesce(sum(events_reported), 0) <> 0 OR coalesce(sum(events_supervised), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), category_group, category, g, dt;