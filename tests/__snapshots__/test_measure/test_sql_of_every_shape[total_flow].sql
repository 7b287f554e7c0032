-- running
SELECT unit, dt, events_due_on_time, events_due FROM running WHERE unit BETWEEN ? AND ? AND dt IN (SELECT unnest(?::DATE[]))
