-- Hours from one moment to the next; a slip that goes backwards takes none.
CREATE MACRO work.hours(earlier, later) AS greatest(0, epoch_us(later) - epoch_us(earlier)) / 3600000000.0;
-- The time every event spent in each stage, in hours, and how often it went through it. Where its steps are known: all
-- the time that ended with the stage's own step, or with one that sent it back from there (a failed check is time of
-- checking, a refusal is time of waiting for someone to come, a return is time of handling). Else: from the latest time
-- of an earlier stage to its own. A stage an event has not passed has neither. Time between a close and a reopening is
-- nobody's.
CREATE TABLE work.event_course AS
WITH moves AS (
    SELECT event_id, "at" AS moment, step,
        CASE step
            WHEN 'filed' THEN 1 WHEN 'dispatched' THEN 2 WHEN 'bounced' THEN 3 WHEN 'arrived' THEN 4 WHEN 'handled' THEN 5
            WHEN 'failed' THEN 6 WHEN 'returned' THEN 7 WHEN 'verified' THEN 8 WHEN 'closed' THEN 9 WHEN 'reopened' THEN 10
            END AS place
    FROM work.extracts.event_steps
    UNION ALL
    SELECT event_id, reported_at AS moment, 'reported' AS step, 0 AS place
    FROM work.extracts.events
    WHERE event_id IN (SELECT event_id FROM work.extracts.event_steps)
),
spans AS (
    SELECT event_id, moment, step,
        CASE step WHEN 'failed' THEN 'verified' WHEN 'returned' THEN 'handled' WHEN 'bounced' THEN 'arrived' ELSE step END
            AS stage,
        coalesce(epoch_us(moment) - lag(epoch_us(moment)) OVER course, 0) AS spent -- whole, so that no order of adding matters
    FROM moves
    WHERE place IS NOT NULL
    WINDOW course AS (PARTITION BY event_id ORDER BY moment, place)
),
stepped AS (
    SELECT event_id,
        sum(spent) FILTER (stage = 'filed') / 3600000000.0 AS filed_hours,
        sum(spent) FILTER (stage = 'dispatched') / 3600000000.0 AS dispatched_hours,
        sum(spent) FILTER (stage = 'arrived') / 3600000000.0 AS arrived_hours,
        sum(spent) FILTER (stage = 'handled') / 3600000000.0 AS handled_hours,
        sum(spent) FILTER (stage = 'verified') / 3600000000.0 AS verified_hours,
        sum(spent) FILTER (stage = 'closed') / 3600000000.0 AS closed_hours,
        count(*) FILTER (step = 'dispatched') AS dispatched_passes,
        count(*) FILTER (step = 'arrived') AS arrived_passes,
        count(*) FILTER (step = 'handled') AS handled_passes,
        count(*) FILTER (step IN ('verified', 'failed')) AS verified_passes,
        count(*) FILTER (step = 'closed') AS closed_passes,
        list_sort(list(moment) FILTER (step = 'failed')) AS failed_at
    FROM spans
    GROUP BY event_id
),
timed AS (
    SELECT
        e.*, s.* EXCLUDE (event_id), s.event_id IS NOT NULL AS known,
        greatest(reported_at, filed_at) AS after_filed,
        greatest(reported_at, filed_at, dispatched_at) AS after_dispatched,
        greatest(reported_at, filed_at, dispatched_at, arrived_at) AS after_arrived,
        greatest(reported_at, filed_at, dispatched_at, arrived_at, handled_at) AS after_handled,
        greatest(reported_at, filed_at, dispatched_at, arrived_at, handled_at, verified_at) AS after_verified
    FROM work.extracts.events AS e
    LEFT JOIN stepped AS s ON s.event_id = e.event_id
)
SELECT
    event_id,
    CASE WHEN filed_at IS NOT NULL
        THEN CASE WHEN known THEN coalesce(filed_hours, 0) ELSE work.hours(reported_at, filed_at) END END AS filed_hours,
    CASE WHEN dispatched_at IS NOT NULL
        THEN CASE WHEN known THEN coalesce(dispatched_hours, 0) ELSE work.hours(after_filed, dispatched_at) END END
        AS dispatched_hours,
    CASE WHEN arrived_at IS NOT NULL
        THEN CASE WHEN known THEN coalesce(arrived_hours, 0) ELSE work.hours(after_dispatched, arrived_at) END END
        AS arrived_hours,
    CASE WHEN handled_at IS NOT NULL
        THEN CASE WHEN known THEN coalesce(handled_hours, 0) ELSE work.hours(after_arrived, handled_at) END END
        AS handled_hours,
    CASE WHEN verified_at IS NOT NULL
        THEN CASE WHEN known THEN coalesce(verified_hours, 0) ELSE work.hours(after_handled, verified_at) END END
        AS verified_hours,
    CASE WHEN closed_at IS NOT NULL
        THEN CASE WHEN known THEN coalesce(closed_hours, 0) ELSE work.hours(after_verified, closed_at) END END
        AS closed_hours,
    CASE WHEN filed_at IS NOT NULL THEN 1 END AS filed_passes,
    CASE WHEN dispatched_at IS NOT NULL
        THEN CASE WHEN known THEN dispatched_passes ELSE 1 + coalesce(bounces, 0) END END AS dispatched_passes,
    CASE WHEN arrived_at IS NOT NULL THEN CASE WHEN known THEN arrived_passes ELSE 1 END END AS arrived_passes,
    CASE WHEN handled_at IS NOT NULL
        THEN CASE WHEN known THEN handled_passes ELSE 1 + coalesce(returns, 0) END END AS handled_passes,
    CASE WHEN verified_at IS NOT NULL
        THEN CASE WHEN known THEN verified_passes ELSE 1 + coalesce(verify_failures, 0) END END AS verified_passes,
    CASE WHEN closed_at IS NOT NULL THEN CASE WHEN known THEN closed_passes ELSE 1 END END AS closed_passes,
    CASE WHEN known THEN coalesce(failed_at, []) END AS failed_at
FROM timed;
