-- running
SELECT unit, dt, dwellings_covered, dwellings_due, dwelling_rows_due FROM running WHERE unit BETWEEN ? AND ? AND dt IN (SELECT unnest(?::DATE[]))
