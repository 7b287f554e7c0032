-- running_day
SELECT unit, dt, events_open FROM running_day WHERE unit BETWEEN ? AND ? AND dt IN (SELECT unnest(?::DATE[]))
