-- Events as the contract has them.
CREATE TABLE events AS
WITH linked AS (
    SELECT
        *,
        lag(event_id) OVER same AS before_id,
        lag(reported_at) OVER same AS before_at,
        mix(e, 41, 0) AS h7
    FROM happened
    WINDOW same AS (PARTITION BY g, number ORDER BY reported_at, event_id)
),
called AS (
    SELECT
        *,
        closed_at IS NOT NULL AND NOT dismissed AND coalesce(channel, '') IN ('hotline', 'app', 'visit')
            AND part(h7, 0) < 0.78 AS answered,
        part(h7, 1) < 0.93 - CASE WHEN closed_at > due_at THEN 0.2 ELSE 0 END - CASE WHEN failures > 0 THEN 0.2 ELSE 0 END
            AS solved
    FROM linked
)
SELECT
    c.event_id,
    c.grid,
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
    CASE WHEN c.arrived_at IS NOT NULL THEN CASE WHEN c.on_the_spot THEN 'patrol' ELSE c.team END END AS team,
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
    CASE WHEN c.before_at >= c.reported_at - INTERVAL 60 DAY AND (
        (c.category_group = 'stubborn' AND part(hash(c.h7), 3) < 0.25)
        OR (c.dw IS NULL AND c.category_group <> 'stubborn' AND part(hash(c.h7), 3) < 0.02)
        ) THEN c.before_id END AS follows
FROM called AS c
JOIN place AS p ON p.g = c.g AND p.place = c.place_no
ORDER BY c.reported_at, c.event_id;
