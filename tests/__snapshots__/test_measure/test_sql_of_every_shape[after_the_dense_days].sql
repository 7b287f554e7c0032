-- flow_events_reported_at
SELECT m.unit_id AS grp, CASE WHEN d.dt <= ? THEN 0 WHEN d.dt <= ? THEN 1 WHEN d.dt <= ? THEN 2 END AS step, CAST(sum(d.events_reported) AS BIGINT) AS events_reported FROM flow_events_reported_at AS d JOIN (SELECT unit_id, lo, hi FROM member WHERE unit_id BETWEEN ? AND ?) AS m ON d.g BETWEEN m.lo AND m.hi WHERE d.dt <= ? AND d.dt > ? GROUP BY ALL
