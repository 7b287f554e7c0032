-- running_flow_events_due_at
SELECT unit, 0 AS step, events_due, events_due_closed, events_due_on_time FROM running_flow_events_due_at WHERE unit = ? AND dt BETWEEN ? AND ? AND until > ?
UNION ALL SELECT unit, 1 AS step, events_due, events_due_closed, events_due_on_time FROM running_flow_events_due_at WHERE unit = ? AND dt BETWEEN ? AND ? AND until > ?
UNION ALL SELECT unit, 2 AS step, events_due, events_due_closed, events_due_on_time FROM running_flow_events_due_at WHERE unit = ? AND dt BETWEEN ? AND ? AND until > ?
