-- running
SELECT unit, dt, events_closed FROM running WHERE unit BETWEEN ? AND ? AND dt IN (SELECT unnest(?::DATE[]))
SELECT grp, span, quantile_cont(value, 0.5) AS value FROM (SELECT m.unit_id AS grp, s.span AS span, d.value AS value FROM spread_handling_hours AS d JOIN (SELECT unit_id, lo, hi FROM member WHERE unit_id IN (SELECT unnest(?::INTEGER[]))) AS m ON d.g BETWEEN m.lo AND m.hi JOIN (SELECT unnest(?::INTEGER[]) AS span, unnest(?::DATE[]) AS first, unnest(?::DATE[]) AS last) AS s ON d.dt BETWEEN s.first AND s.last WHERE d.dt BETWEEN ? AND ?) GROUP BY grp, span
