-- stock_events_reported_at_2902868c
SELECT grp, step, CAST(sum(events_open) AS BIGINT) AS events_open FROM (SELECT 0 AS grp, d.dt AS step, d.events_open FROM stock_events_reported_at_2902868c AS d WHERE d.g BETWEEN ? AND ? AND d.dt <= ? AND d.severity IN (?)) GROUP BY grp, step
