-- Running totals of every measure, dense: one row per unit and day. A flow over days a..b is value(b) - value(a - 1);
-- a stock on day D is value(D). The first day carries everything before it.
CREATE TABLE running AS
WITH moves AS (
    SELECT s.unit, greatest(d.dt, DATE '2026-01-01') AS dt, sum(dwellings) AS dwellings, sum(dwelling_rows) AS dwelling_rows, sum(residents) AS residents, sum(registered) AS registered, sum(floating) AS floating, sum(dwellings_due) AS dwellings_due, sum(dwelling_rows_due) AS dwelling_rows_due, sum(dwellings_covered) AS dwellings_covered, sum(dwellings_covered_entered) AS dwellings_covered_entered, sum(inspections) AS inspections, sum(inspections_entered) AS inspections_entered, sum(hazards_found) AS hazards_found, sum(events_reported) AS events_reported, sum(events_supervised) AS events_supervised, sum(events_closed) AS events_closed, sum(events_closed_returned) AS events_closed_returned, sum(events_open) AS events_open, sum(events_due) AS events_due, sum(events_due_closed) AS events_due_closed, sum(events_due_on_time) AS events_due_on_time, sum(events_filed) AS events_filed, sum(events_filed_bounced) AS events_filed_bounced, sum(events_handle_due) AS events_handle_due, sum(events_handled_on_time) AS events_handled_on_time, sum(events_asked_satisfied) AS events_asked_satisfied, sum(events_satisfied) AS events_satisfied, sum(dwellings_rented) AS dwellings_rented, sum(visits_due) AS visits_due, sum(dwellings_never) AS dwellings_never, sum(dwellings_due_7) AS dwellings_due_7, sum(dwellings_due_14) AS dwellings_due_14, sum(dwellings_due_30) AS dwellings_due_30, sum(visits_asked) AS visits_asked, sum(inspections_changed) AS inspections_changed, sum(inspections_told) AS inspections_told, sum(hazards_fixed) AS hazards_fixed, sum(events_past_due) AS events_past_due, sum(elsewhere) AS elsewhere, sum(overseas) AS overseas, sum(absent) AS absent, sum(lets_measured) AS lets_measured, sum(lets_crowded) AS lets_crowded, sum(crowded_residents) AS crowded_residents
    FROM (SELECT g, dt, sum(dwellings) AS dwellings, sum(dwelling_rows) AS dwelling_rows, sum(residents) AS residents, sum(registered) AS registered, sum(floating) AS floating, sum(dwellings_rented) AS dwellings_rented, sum(elsewhere) AS elsewhere, sum(overseas) AS overseas, sum(absent) AS absent, sum(lets_measured) AS lets_measured, sum(lets_crowded) AS lets_crowded, sum(crowded_residents) AS crowded_residents FROM stock_dwellings_from_date_to_a4ec1c53 GROUP BY g, dt
UNION ALL BY NAME
SELECT g, dt, sum(dwellings_due) AS dwellings_due, sum(dwelling_rows_due) AS dwelling_rows_due, sum(visits_due) AS visits_due, sum(visits_asked) AS visits_asked FROM stock_dues_enters_leaves GROUP BY g, dt
UNION ALL BY NAME
SELECT g, dt, sum(dwellings_covered) AS dwellings_covered FROM stock_covers_enters_leaves GROUP BY g, dt
UNION ALL BY NAME
SELECT g, dt, sum(dwellings_covered_entered) AS dwellings_covered_entered FROM stock_covers_entered_enters_leaves GROUP BY g, dt
UNION ALL BY NAME
SELECT g, dt, sum(inspections) AS inspections, sum(inspections_entered) AS inspections_entered, sum(hazards_found) AS hazards_found, sum(inspections_changed) AS inspections_changed, sum(inspections_told) AS inspections_told, sum(hazards_fixed) AS hazards_fixed FROM flow_inspections_inspected_at GROUP BY g, dt
UNION ALL BY NAME
SELECT g, dt, sum(events_reported) AS events_reported, sum(events_supervised) AS events_supervised, sum(events_filed) AS events_filed, sum(events_filed_bounced) AS events_filed_bounced FROM flow_events_reported_at GROUP BY g, dt
UNION ALL BY NAME
SELECT g, dt, sum(events_closed) AS events_closed, sum(events_closed_returned) AS events_closed_returned, sum(events_asked_satisfied) AS events_asked_satisfied, sum(events_satisfied) AS events_satisfied FROM flow_events_closed_at GROUP BY g, dt
UNION ALL BY NAME
SELECT g, dt, sum(events_open) AS events_open FROM stock_events_reported_at_2902868c GROUP BY g, dt
UNION ALL BY NAME
SELECT g, dt, sum(events_due) AS events_due, sum(events_due_closed) AS events_due_closed, sum(events_due_on_time) AS events_due_on_time FROM flow_events_due_at GROUP BY g, dt
UNION ALL BY NAME
SELECT g, dt, sum(events_handle_due) AS events_handle_due, sum(events_handled_on_time) AS events_handled_on_time FROM flow_events_handle_due_at GROUP BY g, dt
UNION ALL BY NAME
SELECT g, dt, sum(dwellings_never) AS dwellings_never FROM stock_nevers_enters_leaves GROUP BY g, dt
UNION ALL BY NAME
SELECT g, dt, sum(dwellings_due_7) AS dwellings_due_7, sum(dwellings_due_14) AS dwellings_due_14, sum(dwellings_due_30) AS dwellings_due_30 FROM stock_frontiers_enters_leaves GROUP BY g, dt
UNION ALL BY NAME
SELECT g, dt, sum(events_past_due) AS events_past_due FROM stock_events_case_when_du_95a409cd GROUP BY g, dt) AS d
    JOIN work.grid_unit AS s ON s.g = d.g
    WHERE d.dt <= DATE '2026-06-30'
    GROUP BY ALL
),
calendar AS (
    SELECT CAST(unnest(generate_series(DATE '2026-01-01', DATE '2026-06-30', INTERVAL 1 DAY)) AS DATE) AS dt
)
SELECT
    u.id AS unit,
    c.dt,
    CAST(sum(coalesce(m.dwellings, 0)) OVER days AS BIGINT) AS dwellings,
    CAST(sum(coalesce(m.dwelling_rows, 0)) OVER days AS BIGINT) AS dwelling_rows,
    CAST(sum(coalesce(m.residents, 0)) OVER days AS BIGINT) AS residents,
    CAST(sum(coalesce(m.registered, 0)) OVER days AS BIGINT) AS registered,
    CAST(sum(coalesce(m.floating, 0)) OVER days AS BIGINT) AS floating,
    CAST(sum(coalesce(m.dwellings_due, 0)) OVER days AS BIGINT) AS dwellings_due,
    CAST(sum(coalesce(m.dwelling_rows_due, 0)) OVER days AS BIGINT) AS dwelling_rows_due,
    CAST(sum(coalesce(m.dwellings_covered, 0)) OVER days AS BIGINT) AS dwellings_covered,
    CAST(sum(coalesce(m.dwellings_covered_entered, 0)) OVER days AS BIGINT) AS dwellings_covered_entered,
    CAST(sum(coalesce(m.inspections, 0)) OVER days AS BIGINT) AS inspections,
    CAST(sum(coalesce(m.inspections_entered, 0)) OVER days AS BIGINT) AS inspections_entered,
    CAST(sum(coalesce(m.hazards_found, 0)) OVER days AS BIGINT) AS hazards_found,
    CAST(sum(coalesce(m.events_reported, 0)) OVER days AS BIGINT) AS events_reported,
    CAST(sum(coalesce(m.events_supervised, 0)) OVER days AS BIGINT) AS events_supervised,
    CAST(sum(coalesce(m.events_closed, 0)) OVER days AS BIGINT) AS events_closed,
    CAST(sum(coalesce(m.events_closed_returned, 0)) OVER days AS BIGINT) AS events_closed_returned,
    CAST(sum(coalesce(m.events_open, 0)) OVER days AS BIGINT) AS events_open,
    CAST(sum(coalesce(m.events_due, 0)) OVER days AS BIGINT) AS events_due,
    CAST(sum(coalesce(m.events_due_closed, 0)) OVER days AS BIGINT) AS events_due_closed,
    CAST(sum(coalesce(m.events_due_on_time, 0)) OVER days AS BIGINT) AS events_due_on_time,
    CAST(sum(coalesce(m.events_filed, 0)) OVER days AS BIGINT) AS events_filed,
    CAST(sum(coalesce(m.events_filed_bounced, 0)) OVER days AS BIGINT) AS events_filed_bounced,
    CAST(sum(coalesce(m.events_handle_due, 0)) OVER days AS BIGINT) AS events_handle_due,
    CAST(sum(coalesce(m.events_handled_on_time, 0)) OVER days AS BIGINT) AS events_handled_on_time,
    CAST(sum(coalesce(m.events_asked_satisfied, 0)) OVER days AS BIGINT) AS events_asked_satisfied,
    CAST(sum(coalesce(m.events_satisfied, 0)) OVER days AS BIGINT) AS events_satisfied,
    CAST(sum(coalesce(m.dwellings_rented, 0)) OVER days AS BIGINT) AS dwellings_rented,
    CAST(sum(coalesce(m.visits_due, 0)) OVER days AS DECIMAL(18, 6)) AS visits_due,
    CAST(sum(coalesce(m.dwellings_never, 0)) OVER days AS BIGINT) AS dwellings_never,
    CAST(sum(coalesce(m.dwellings_due_7, 0)) OVER days AS BIGINT) AS dwellings_due_7,
    CAST(sum(coalesce(m.dwellings_due_14, 0)) OVER days AS BIGINT) AS dwellings_due_14,
    CAST(sum(coalesce(m.dwellings_due_30, 0)) OVER days AS BIGINT) AS dwellings_due_30,
    CAST(sum(coalesce(m.visits_asked, 0)) OVER days AS DECIMAL(18, 4)) AS visits_asked,
    CAST(sum(coalesce(m.inspections_changed, 0)) OVER days AS BIGINT) AS inspections_changed,
    CAST(sum(coalesce(m.inspections_told, 0)) OVER days AS BIGINT) AS inspections_told,
    CAST(sum(coalesce(m.hazards_fixed, 0)) OVER days AS BIGINT) AS hazards_fixed,
    CAST(sum(coalesce(m.events_past_due, 0)) OVER days AS BIGINT) AS events_past_due,
    CAST(sum(coalesce(m.elsewhere, 0)) OVER days AS BIGINT) AS elsewhere,
    CAST(sum(coalesce(m.overseas, 0)) OVER days AS BIGINT) AS overseas,
    CAST(sum(coalesce(m.absent, 0)) OVER days AS BIGINT) AS absent,
    CAST(sum(coalesce(m.lets_measured, 0)) OVER days AS BIGINT) AS lets_measured,
    CAST(sum(coalesce(m.lets_crowded, 0)) OVER days AS BIGINT) AS lets_crowded,
    CAST(sum(coalesce(m.crowded_residents, 0)) OVER days AS BIGINT) AS crowded_residents
FROM unit AS u
CROSS JOIN calendar AS c
LEFT JOIN moves AS m ON m.unit = u.id AND m.dt = c.dt
WINDOW days AS (PARTITION BY u.id ORDER BY c.dt ROWS UNBOUNDED PRECEDING)
ORDER BY u.id, c.dt;
