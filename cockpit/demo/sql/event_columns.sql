-- Events as the contract has them.
CREATE VIEW events AS
SELECT
    c.event_id,
    coalesce(CASE WHEN part(c.h7, 2) >= 0.93 THEN w.code END, c.grid) AS grid,
    CASE WHEN part(c.h7, 2) < 0.93 THEN p.lon END AS lon,
    CASE WHEN part(c.h7, 2) < 0.93 THEN p.lat END AS lat,
    c.dwelling_id,
    c.category,
    c.reported_at,
    c.channel,
    CASE WHEN c.urgent THEN 'high'
        WHEN part(c.h5, 3) < CASE WHEN c.category_group IN ('hazard', 'storm') THEN 0.12 ELSE 0.03 END THEN 'high'
        WHEN part(c.h5, 3) < 0.3 THEN 'medium' ELSE 'low' END AS severity,
    CASE WHEN NOT c.dismissed THEN c.department END AS department,
    c.handling_team AS team,
    c.responsibility,
    c.filed_at,
    c.dispatched_at,
    c.arrived_at,
    c.handled_at,
    c.verified_at,
    c.closed_at,
    c.due_at,
    c.handle_due_at,
    c.response_due_at,
    c.responded_at,
    c.returns,
    c.bounces_seen AS bounces,
    c.verify_failures,
    c.extensions,
    c.supervised_at,
    c.supervise_due_at,
    c.reopened_at,
    CASE WHEN c.answered THEN c.solved END AS resolved,
    CASE WHEN c.answered THEN part(c.h7, 3) < CASE WHEN c.solved THEN 0.9 ELSE 0.25 END END AS satisfied,
    CASE WHEN c.answered THEN CASE
        WHEN part(c.h7, 3) < CASE WHEN c.solved THEN 0.9 ELSE 0.25 END
            THEN 4 + CAST(part(c.h7, 3) < CASE WHEN c.solved THEN 0.55 ELSE 0.05 END AS BIGINT)
        ELSE 1 + CAST(floor(part(hash(c.h7), 0) * 3) AS BIGINT) END END AS satisfaction,
    CASE WHEN c.channel = 'patrol' THEN inspector_name(c.g) END AS reporter,
    CASE WHEN c.verified_at IS NOT NULL AND NOT c.on_the_spot THEN inspector_name(CASE
        WHEN c.channel = 'patrol' AND part(hash(c.h7), 1) < c.exempt
            THEN c.community_first + (c.g - c.community_first + 1) % c.community_grids
        ELSE c.g END) END AS verifier,
    c.on_the_spot AS minor,
    c.urgent,
    c.refused,
    CASE WHEN c.category_group = 'stubborn' AND c.closed_at IS NOT NULL AND NOT c.on_the_spot AND NOT c.dismissed
        AND part(hash(c.h7), 2) < 0.12
        THEN 'OP-' || strftime(c.closed_at, '%Y%m') || '-' || substr(c.town, 5, 5) END AS operation,
    f.before_id AS follows
FROM happened AS c
JOIN place AS p ON p.g = c.g AND p.place = c.place_no
LEFT JOIN follow AS f ON f.e = c.e
-- What was reported without a point, before its grid was redrawn, still has the code the grid had then.
LEFT JOIN (
    SELECT successor, min(code) AS code, min(valid_to) AS valid_to
    FROM units
    WHERE successor IS NOT NULL
    GROUP BY successor
) AS w ON w.successor = c.grid AND c.reported_at < w.valid_to + INTERVAL 1 DAY;
