CREATE TABLE delta_event AS
SELECT * FROM (
SELECT g, dt, category, category_group, channel, severity, department,
    CAST(coalesce(sum(events_reported), 0) AS BIGINT) AS events_reported,
    CAST(coalesce(sum(events_supervised), 0) AS BIGINT) AS events_supervised,
    CAST(coalesce(sum(events_closed), 0) AS BIGINT) AS events_closed,
    CAST(coalesce(sum(events_closed_returned), 0) AS BIGINT) AS events_closed_returned,
    CAST(coalesce(sum(events_open), 0) AS BIGINT) AS events_open,
    CAST(coalesce(sum(events_due), 0) AS BIGINT) AS events_due,
    CAST(coalesce(sum(events_due_closed), 0) AS BIGINT) AS events_due_closed,
    CAST(coalesce(sum(events_due_on_time), 0) AS BIGINT) AS events_due_on_time
FROM (
SELECT g, CAST(reported_at AS DATE) AS dt, category, category_group, channel, severity, department,
    (count(*)) AS events_reported,
    (count(*) FILTER (verify_failures > 3)) AS events_supervised,
    (count(*)) AS events_open
FROM work.events WHERE (reported_at) IS NOT NULL GROUP BY ALL
UNION ALL BY NAME
SELECT g, CAST(closed_at AS DATE) AS dt, category, category_group, channel, severity, department,
    (count(*)) AS events_closed,
    (count(*) FILTER (returns > 0)) AS events_closed_returned
FROM work.events WHERE (closed_at) IS NOT NULL GROUP BY ALL
UNION ALL BY NAME
SELECT g, CAST(CASE WHEN closed_at IS NOT NULL THEN greatest(reported_at, closed_at) END AS DATE) AS dt, category, category_group, channel, severity, department,
    -(count(*)) AS events_open
FROM work.events WHERE (CASE WHEN closed_at IS NOT NULL THEN greatest(reported_at, closed_at) END) IS NOT NULL GROUP BY ALL
UNION ALL BY NAME
SELECT g, CAST(due_at AS DATE) AS dt, category, category_group, channel, severity, department,
    (count(*)) AS events_due,
    (count(*) FILTER (closed_at IS NOT NULL)) AS events_due_closed,
    (count(*) FILTER (closed_at <= due_at)) AS events_due_on_time
FROM work.events WHERE (due_at) IS NOT NULL GROUP BY ALL
) GROUP BY g, dt, category, category_group, channel, severity, department
) WHERE events_reported <> 0 OR events_supervised <> 0 OR events_closed <> 0 OR events_closed_returned <> 0 OR events_open <> 0 OR events_due <> 0 OR events_due_closed <> 0 OR events_due_on_time <> 0
ORDER BY g, dt;