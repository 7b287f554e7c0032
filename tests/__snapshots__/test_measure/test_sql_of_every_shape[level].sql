-- running_day_stock_events_reported_at_2902868c
SELECT unit, 0 AS step, CAST(sum(events_open) AS BIGINT) AS events_open FROM running_day_stock_events_reported_at_2902868c WHERE unit BETWEEN ? AND ? AND dt BETWEEN ? AND ? GROUP BY unit
UNION ALL SELECT unit, 1 AS step, CAST(sum(events_open) AS BIGINT) AS events_open FROM running_day_stock_events_reported_at_2902868c WHERE unit BETWEEN ? AND ? AND dt BETWEEN ? AND ? GROUP BY unit
