-- running_day_stock_events_reported_at_2902868c
SELECT unit, 0 AS step, events_open FROM running_day_stock_events_reported_at_2902868c WHERE unit BETWEEN ? AND ? AND dt BETWEEN ? AND ? AND until > ?
UNION ALL SELECT unit, 1 AS step, events_open FROM running_day_stock_events_reported_at_2902868c WHERE unit BETWEEN ? AND ? AND dt BETWEEN ? AND ? AND until > ?
