-- running_flow_events_due_at
SELECT unit, 0 AS step, events_due_on_time, events_due FROM running_flow_events_due_at WHERE unit = ? AND dt BETWEEN ? AND ? AND until > ?
UNION ALL SELECT unit, 1 AS step, events_due_on_time, events_due FROM running_flow_events_due_at WHERE unit = ? AND dt BETWEEN ? AND ? AND until > ?
UNION ALL SELECT unit, 2 AS step, events_due_on_time, events_due FROM running_flow_events_due_at WHERE unit = ? AND dt BETWEEN ? AND ? AND until > ?
