-- flow_events_reported_at
SELECT grp, step, category_group, CAST(sum(events_reported) AS BIGINT) AS events_reported FROM (SELECT d.g AS grp, CASE WHEN d.dt <= ? THEN 0 WHEN d.dt <= ? THEN 1 WHEN d.dt <= ? THEN 2 END AS step, d.category_group, d.events_reported FROM flow_events_reported_at AS d WHERE d.g BETWEEN ? AND ? AND d.dt <= ? AND d.dt > ?) GROUP BY grp, step, category_group
