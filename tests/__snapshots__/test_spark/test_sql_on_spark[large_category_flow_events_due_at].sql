WITH cells AS (
  SELECT
    c.cell,
    dt,
    category,
    category_group,
    SUM(events_due) AS events_due,
    SUM(events_due_closed) AS events_due_closed,
    SUM(events_due_on_time) AS events_due_on_time
  FROM flow_events_due_at AS d
  JOIN work_cell AS c
    ON c.g = d.g
  GROUP BY ALL
)
SELECT
  u.unit,
  dt,
  category,
  category_group,
  CAST(COALESCE(SUM(events_due), 0) AS BIGINT) AS events_due,
  CAST(COALESCE(SUM(events_due_closed), 0) AS BIGINT) AS events_due_closed,
  CAST(COALESCE(SUM(events_due_on_time), 0) AS BIGINT) AS events_due_on_time
FROM cells
JOIN work_cell_unit AS u
  ON u.cell = cells.cell
GROUP BY ALL
HAVING
  COALESCE(SUM(events_due), 0) <> 0
  OR COALESCE(SUM(events_due_closed), 0) <> 0
  OR COALESCE(SUM(events_due_on_time), 0) <> 0
