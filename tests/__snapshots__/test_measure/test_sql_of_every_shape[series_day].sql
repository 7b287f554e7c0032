-- running_flow_inspections_inspected_at
SELECT unit, dt, inspections FROM running_flow_inspections_inspected_at WHERE unit = ? AND dt BETWEEN ? AND ? ORDER BY unit, dt
