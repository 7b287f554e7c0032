-- Who did what: events by the team that handled them, inspections by the team in which their inspector has a post.
CREATE TABLE work.team_events AS
SELECT
    e.g, coalesce(e.team, '') AS team, e.closed_at,
    CASE WHEN e.arrived_at IS NOT NULL AND e.handled_at IS NOT NULL
        THEN greatest(date_diff('microsecond', e.arrived_at, e.handled_at) / 3600000000.0, 0) END AS hours
FROM work.events AS e;

CREATE TABLE work.team_rounds AS
SELECT i.g, coalesce(p.team, '') AS team, i.inspected_at
FROM work.inspections AS i
LEFT JOIN (
    SELECT holder, arg_min(team, post_id) AS team FROM work.roster WHERE holder IS NOT NULL GROUP BY holder
) AS p ON p.holder = i.inspector;

CREATE TABLE work.teams AS
SELECT team FROM work.team_events
UNION
SELECT team FROM work.team_rounds;
