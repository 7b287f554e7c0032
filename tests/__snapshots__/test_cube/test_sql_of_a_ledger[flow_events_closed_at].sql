SELECT * FROM (
SELECT g, CAST(closed_at AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department, code_responsibility AS responsibility, code_stage AS stage,
    CAST(coalesce((count(*)), 0) AS BIGINT) AS events_closed,
    CAST(coalesce((count(*) FILTER (returns > 0)), 0) AS BIGINT) AS events_closed_returned,
    CAST(coalesce((count(resolved)), 0) AS BIGINT) AS events_asked_resolved,
    CAST(coalesce((count(*) FILTER (resolved)), 0) AS BIGINT) AS events_resolved,
    CAST(coalesce((count(satisfied)), 0) AS BIGINT) AS events_asked_satisfied,
    CAST(coalesce((count(*) FILTER (satisfied)), 0) AS BIGINT) AS events_satisfied,
    CAST(coalesce((count(operation)), 0) AS BIGINT) AS events_by_operation
FROM work.counted_events WHERE (closed_at) IS NOT NULL AND true GROUP BY ALL
)
WHERE events_closed <> 0 OR events_closed_returned <> 0 OR events_asked_resolved <> 0 OR events_resolved <> 0 OR events_asked_satisfied <> 0 OR events_satisfied <> 0 OR events_by_operation <> 0
ORDER BY g // 1, year(dt), month(dt), category_group, category, g, dt;