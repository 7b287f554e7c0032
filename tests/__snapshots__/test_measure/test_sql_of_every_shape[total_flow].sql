-- running_flow_events_due_at
SELECT unit, dt, events_due, events_due_closed, events_due_on_time FROM running_flow_events_due_at WHERE unit = ? ORDER BY unit, dt
