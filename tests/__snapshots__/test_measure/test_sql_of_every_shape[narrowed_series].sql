-- stock_events_reported_at_2902868c
SELECT m.unit_id AS grp, d.dt AS step, CAST(sum(d.events_open) AS BIGINT) AS events_open FROM stock_events_reported_at_2902868c AS d JOIN (SELECT unit_id, lo, hi FROM member WHERE unit_id BETWEEN ? AND ?) AS m ON d.g BETWEEN m.lo AND m.hi WHERE d.dt <= ? AND d.severity IN (?) GROUP BY ALL
