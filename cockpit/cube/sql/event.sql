-- Every event with its base grid, its category's group, the last stage it has passed, and its time in each; an event
-- without a value has the empty key. The time of a stage is what its steps say where they are known, else from the latest
-- time of an earlier stage to its own; a stage an event has not passed has none. A closed event has passed filing unless
-- it was never filed where others are: it was dismissed. One that follows another repeats it, or enforces it where that
-- one's party refused.
CREATE TABLE work.events AS
WITH filing AS (
    SELECT coalesce(channel, '') AS channel, count(filed_at) > 0 AS known FROM work.extracts.events GROUP BY 1
),
refused AS (
    SELECT DISTINCT event_id FROM work.extracts.events WHERE refused
)
SELECT
    e.* EXCLUDE (category, channel, severity, department, responsibility),
    u.g,
    e.category,
    coalesce(c.category_group, '') AS category_group,
    coalesce(e.channel, '') AS channel,
    coalesce(e.severity, '') AS severity,
    coalesce(e.department, '') AS department,
    coalesce(e.responsibility, '') AS responsibility,
    CASE
        WHEN e.closed_at IS NOT NULL
            AND (NOT f.known OR coalesce(e.filed_at, e.dispatched_at, e.arrived_at, e.handled_at, e.verified_at) IS NOT NULL)
            THEN 'closed'
        WHEN e.verified_at IS NOT NULL THEN 'verified'
        WHEN e.handled_at IS NOT NULL THEN 'handled'
        WHEN e.arrived_at IS NOT NULL THEN 'arrived'
        WHEN e.dispatched_at IS NOT NULL THEN 'dispatched'
        WHEN e.filed_at IS NOT NULL THEN 'filed'
        ELSE 'reported' END AS stage,
    e.follows IS NOT NULL AND b.event_id IS NULL AS repeats,
    e.follows IS NOT NULL AND b.event_id IS NOT NULL AS enforces,
    CASE WHEN x.dt IS NOT NULL AND y.dt IS NOT NULL THEN greatest(
        0, work.worked_place(e.closed_at, y.worked, y.number) - work.worked_place(e.reported_at, x.worked, x.number)
    ) / 3600000000.0 END AS worked_hours,
    CASE WHEN e.filed_at IS NOT NULL THEN CASE WHEN s.event_id IS NOT NULL THEN coalesce(s.filed_hours, 0)
        ELSE work.hours(e.reported_at, e.filed_at) END END AS filed_hours,
    CASE WHEN e.dispatched_at IS NOT NULL THEN CASE WHEN s.event_id IS NOT NULL THEN coalesce(s.dispatched_hours, 0)
        ELSE work.hours(greatest(e.reported_at, e.filed_at), e.dispatched_at) END END AS dispatched_hours,
    CASE WHEN e.arrived_at IS NOT NULL THEN CASE WHEN s.event_id IS NOT NULL THEN coalesce(s.arrived_hours, 0)
        ELSE work.hours(greatest(e.reported_at, e.filed_at, e.dispatched_at), e.arrived_at) END END AS arrived_hours,
    CASE WHEN e.handled_at IS NOT NULL THEN CASE WHEN s.event_id IS NOT NULL THEN coalesce(s.handled_hours, 0)
        ELSE work.hours(greatest(e.reported_at, e.filed_at, e.dispatched_at, e.arrived_at), e.handled_at) END END
        AS handled_hours,
    CASE WHEN e.verified_at IS NOT NULL THEN CASE WHEN s.event_id IS NOT NULL THEN coalesce(s.verified_hours, 0)
        ELSE work.hours(greatest(e.reported_at, e.filed_at, e.dispatched_at, e.arrived_at, e.handled_at), e.verified_at)
        END END AS verified_hours,
    CASE WHEN e.closed_at IS NOT NULL THEN CASE WHEN s.event_id IS NOT NULL THEN coalesce(s.closed_hours, 0)
        ELSE work.hours(
            greatest(e.reported_at, e.filed_at, e.dispatched_at, e.arrived_at, e.handled_at, e.verified_at), e.closed_at
        ) END END AS closed_hours,
    CASE WHEN e.filed_at IS NOT NULL THEN 1 END AS filed_passes,
    CASE WHEN e.dispatched_at IS NOT NULL THEN CASE WHEN s.event_id IS NOT NULL THEN s.dispatched_passes
        ELSE 1 + coalesce(e.bounces, 0) END END AS dispatched_passes,
    CASE WHEN e.arrived_at IS NOT NULL THEN CASE WHEN s.event_id IS NOT NULL THEN s.arrived_passes
        ELSE 1 END END AS arrived_passes,
    CASE WHEN e.handled_at IS NOT NULL THEN CASE WHEN s.event_id IS NOT NULL THEN s.handled_passes
        ELSE 1 + coalesce(e.returns, 0) END END AS handled_passes,
    CASE WHEN e.verified_at IS NOT NULL THEN CASE WHEN s.event_id IS NOT NULL THEN s.verified_passes
        ELSE 1 + coalesce(e.verify_failures, 0) END END AS verified_passes,
    CASE WHEN e.closed_at IS NOT NULL THEN CASE WHEN s.event_id IS NOT NULL THEN s.closed_passes
        ELSE 1 END END AS closed_passes,
    s.failed_at,
    coalesce(CASE WHEN s.event_id IS NOT NULL THEN s.failures ELSE e.verify_failures END, 0) > 0 AS failed, -- a check of it
    coalesce(c.small, false) OR coalesce(e.minor, false) AS small, -- of a kind the simple procedure is for
    a.category IS NULL AS outside, -- the admission list
    p.days_since_closure,
    p.enforced_at
FROM work.extracts.events AS e
JOIN work.place AS u ON u.code = e.grid
JOIN filing AS f ON f.channel = coalesce(e.channel, '')
LEFT JOIN work.event_course AS s ON s.event_id = e.event_id
LEFT JOIN work.category AS c ON c.category = e.category
LEFT JOIN work.admitted AS a ON a.category = e.category
LEFT JOIN refused AS b ON b.event_id = e.follows
LEFT JOIN workday AS x ON x.dt = CAST(e.reported_at AS DATE)
LEFT JOIN workday AS y ON y.dt = CAST(e.closed_at AS DATE)
LEFT JOIN work.event_past AS p ON p.event_id = e.event_id;
