CREATE TABLE large_channel_flow_events_due_at AS
WITH cells AS (
    SELECT c.cell, dt, channel, category_group, sum(events_due) AS events_due, sum(events_due_closed) AS events_due_closed, sum(events_due_on_time) AS events_due_on_time
    FROM flow_events_due_at AS d JOIN work.cell AS c ON c.g = d.g GROUP BY ALL
)
SELECT u.unit, dt, channel, category_group,
    CAST(coalesce(sum(events_due), 0) AS BIGINT) AS events_due,
    CAST(coalesce(sum(events_due_closed), 0) AS BIGINT) AS events_due_closed,
    CAST(coalesce(sum(events_due_on_time), 0) AS BIGINT) AS events_due_on_time
FROM cells JOIN work.cell_unit AS u ON u.cell = cells.cell
GROUP BY ALL HAVING coalesce(sum(events_due), 0) <> 0 OR coalesce(sum(events_due_closed), 0) <> 0 OR coalesce(sum(events_due_on_time), 0) <> 0
ORDER BY unit, category_group, channel, dt;
CREATE TABLE month_channel_flow_events_due_at AS
SELECT g, CAST(date_trunc('month', dt) AS DATE) AS dt, channel,
    CAST(coalesce(sum(events_due), 0) AS BIGINT) AS events_due,
    CAST(coalesce(sum(events_due_closed), 0) AS BIGINT) AS events_due_closed,
    CAST(coalesce(sum(events_due_on_time), 0) AS BIGINT) AS events_due_on_time
FROM flow_events_due_at
GROUP BY ALL HAVING coalesce(sum(events_due), 0) <> 0 OR coalesce(sum(events_due_closed), 0) <> 0 OR coalesce(sum(events_due_on_time), 0) <> 0
ORDER BY channel, g, dt;