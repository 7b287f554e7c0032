-- running_flow_events_closed_at
SELECT unit, 0 AS step, events_closed FROM running_flow_events_closed_at WHERE unit BETWEEN ? AND ? AND dt BETWEEN ? AND ? AND until > ?
UNION ALL SELECT unit, 1 AS step, events_closed FROM running_flow_events_closed_at WHERE unit BETWEEN ? AND ? AND dt BETWEEN ? AND ? AND until > ?
UNION ALL SELECT unit, 2 AS step, events_closed FROM running_flow_events_closed_at WHERE unit BETWEEN ? AND ? AND dt BETWEEN ? AND ? AND until > ?
SELECT grp, span, quantile_cont(value, 0.5) AS value, CAST(count(*) AS BIGINT) AS n FROM (SELECT m.unit AS grp, s.span AS span, d.value AS value FROM spread_handling_hours AS d JOIN held AS m ON m.g = d.g JOIN (SELECT unnest(?::INTEGER[]) AS span, unnest(?::DATE[]) AS first, unnest(?::DATE[]) AS last) AS s ON d.dt BETWEEN s.first AND s.last WHERE m.unit BETWEEN ? AND ? AND d.dt BETWEEN ? AND ?) GROUP BY grp, span
