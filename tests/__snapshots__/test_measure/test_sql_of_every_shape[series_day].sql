-- running_flow_inspections_inspected_at
SELECT unit, dt, inspections, inspections_entered, hazards_found, inspections_changed, inspections_told, hazards_fixed FROM running_flow_inspections_inspected_at WHERE unit = ? ORDER BY unit, dt
