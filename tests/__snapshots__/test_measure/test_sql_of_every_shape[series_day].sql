-- running
SELECT unit, dt, inspections FROM running WHERE unit BETWEEN ? AND ? AND dt BETWEEN ? AND ?
