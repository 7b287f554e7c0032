-- running_flow_events_closed_at
SELECT unit, dt, events_closed FROM running_flow_events_closed_at WHERE unit = ? AND dt BETWEEN ? AND ? ORDER BY unit, dt
SELECT grp, span, quantile_cont(value, 0.5) AS value, CAST(count(*) AS BIGINT) AS n FROM (SELECT 0 AS grp, s.span AS span, d.value AS value FROM spread_handling_hours AS d JOIN (SELECT unnest(?::INTEGER[]) AS span, unnest(?::DATE[]) AS first, unnest(?::DATE[]) AS last) AS s ON d.dt BETWEEN s.first AND s.last WHERE d.g BETWEEN ? AND ? AND d.dt BETWEEN ? AND ?) GROUP BY grp, span
