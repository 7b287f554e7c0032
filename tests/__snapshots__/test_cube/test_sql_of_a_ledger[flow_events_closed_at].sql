SELECT g, dt, category, category_group, channel, severity, department,
    CAST(coalesce(sum(events_closed), 0) AS BIGINT) AS events_closed,
    CAST(coalesce(sum(events_closed_returned), 0) AS BIGINT) AS events_closed_returned
FROM (
SELECT g, CAST(closed_at AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department,
    (count(*)) AS events_closed,
    (count(*) FILTER (returns > 0)) AS events_closed_returned
FROM work.counted_events WHERE (closed_at) IS NOT NULL AND true GROUP BY ALL
) GROUP BY g, dt, category, category_group, channel, severity, department
HAVING coalesce(sum(events_closed), 0) <> 0 OR coalesce(sum(events_closed_returned), 0) <> 0
ORDER BY g // 1, year(dt), month(dt), category_group, category, g, dt;