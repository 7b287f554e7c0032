-- The course of every event. Deadlines by the working-day calendar; times by department, town and channel; failed checks,
-- refusals, extensions, reopening. What would happen after the last day of the data has not happened yet.
-- Views throughout: reports run through them into the file in their order.
CREATE VIEW course AS
WITH placed AS (
    SELECT
        r.*, c.category, c.category_group, c.responsibility, c.minor AS simple, c.limit_hours, c.limit_days,
        c.department AS first_department, c.other,
        g.code AS grid, g.town, g.community_first, g.community_grids,
        t.late, t.rework, t.bounce, t.exempt, t.worst,
        y.w, y.working, y.rest, y.years,
        date_diff('second', CAST(r.reported_at AS DATE), r.reported_at) AS second,
        mix(r.e, 31, 0) AS h1, mix(r.e, 32, 0) AS h2, mix(r.e, 33, 0) AS h3, mix(r.e, 34, 0) AS h4,
        mix(r.e, 35, 0) AS h5, mix(r.e, 36, 0) AS h6
    FROM report AS r
    JOIN casebook AS c ON c.number = r.number
    JOIN grid AS g ON g.g = r.g
    JOIN town AS t ON t.town = g.town
    JOIN day AS y ON y.d = r.d
),
limited AS (
    SELECT
        *,
        -- a limit in hours runs from 0 to 24 o'clock of working days; one in days ends with the n-th after this one
        CASE WHEN limit_days IS NOT NULL THEN w + CAST(working AS BIGINT) + CAST(limit_days AS BIGINT) - 1
            WHEN limit_hours IS NOT NULL
                THEN (w * 86400 + CASE WHEN working THEN second ELSE 0 END + CAST(limit_hours * 3600 AS BIGINT) - 1) // 86400
            END AS due_w,
        (w * 86400 + CASE WHEN working THEN second ELSE 0 END + CAST(limit_hours * 3600 AS BIGINT) - 1) % 86400 + 1
            AS due_second,
        CASE WHEN part(h1, 0) < 0.88 THEN first_department ELSE other END AS department,
        CASE WHEN part(h1, 0) < 0.88 THEN other ELSE first_department END AS other_department,
        -- failed checks: one in most cases, rarely more than the three that are allowed
        CASE WHEN part(h1, 1) >= rework * (1 + 0.25 * greatest(years, 0)) THEN 0
            WHEN part(h1, 2) < 0.76 THEN 1
            WHEN part(h1, 2) < 0.92 THEN 2
            WHEN part(h1, 2) < CASE WHEN worst THEN 0.955 ELSE 0.98 END THEN 3
            ELSE 4 + CAST(floor(part(h1, 3) * 2) AS BIGINT) END AS failures
    FROM placed
),
due AS (
    SELECT
        l.*, p.team, p.slow,
        CAST(CASE WHEN l.limit_days IS NOT NULL
            THEN CAST(day_of(e.d + 1) AS TIMESTAMP) - INTERVAL 1 MICROSECOND
            ELSE CAST(day_of(e.d) AS TIMESTAMP) + to_seconds(l.due_second) END AS TIMESTAMP) AS first_due
    FROM limited AS l
    JOIN department AS p ON p.department = l.department
    LEFT JOIN working_day AS e ON e.w = l.due_w
),
paced AS (
    SELECT
        *,
        coalesce(date_diff('second', reported_at, first_due), 72000) / 3600.0 AS allowed,
        simple AND coalesce(channel, '') IN ('patrol', 'app') AND part(h2, 0) < 0.42 AS on_the_spot,
        simple AND responsibility = 'enforcement' AND part(h2, 1) < 0.05 AS refused,
        category IN ('gas_safety', 'flooding', 'manhole', 'fraud_alert', 'lost_person', 'fire_exit')
            AND part(h2, 2) < 0.3 AS urgent,
        part(h2, 3) < CASE coalesce(channel, '') WHEN 'hotline' THEN 0.07 WHEN 'patrol' THEN 0.02 ELSE 0.05 END
            AND dw IS NULL AS dismissed,
        CASE WHEN part(h3, 0) < bounce THEN 1 + CAST(part(h3, 0) < bounce * 0.15 AS BIGINT) ELSE 0 END AS bounces,
        part(h3, 1) < CASE WHEN category_group = 'stubborn' THEN 0.035 ELSE 0.006 END AS forgotten,
        part(h3, 2) < 0.013 AS reopened
    FROM due
),
taken AS (
    SELECT
        *,
        CASE
            WHEN dismissed THEN 1 + part(h4, 0) * 7
            WHEN on_the_spot THEN 0.2 + part(h4, 0) * 1.3
            -- what lies about is found again within the year, or a little later
            WHEN forgotten THEN allowed + 24 * (40 + part(h4, 0) * 360)
            ELSE greatest(0.6, allowed * exp(
                -1.01 + late + slow + 0.12 * greatest(years, 0) + 0.62 * bell(part(h4, 0), part(h4, 1))
                + CASE coalesce(channel, '') WHEN 'hotline' THEN 0.12 WHEN 'video' THEN -0.1 WHEN 'patrol' THEN -0.06 ELSE 0 END
                + CASE WHEN storm > 1.3 THEN 0.3 ELSE 0 END + CASE WHEN rest THEN 0.12 ELSE 0 END
                )) * (1 + 0.3 * failures) * CASE WHEN urgent THEN 0.4 ELSE 1 END * (1 + 0.25 * bounces)
                * CASE WHEN refused THEN 1.6 ELSE 1 END
            END AS hours
    FROM paced
),
-- what is not done within hours is done in office hours, on a working day mostly
closed AS (
    SELECT
        t.*,
        CASE WHEN hours < 6 THEN reported_at + to_seconds(CAST(hours * 3600 AS BIGINT))
            ELSE greatest(
                reported_at + to_seconds(5400 + CAST(part(h4, 2) * 3600 AS BIGINT)),
                CAST(CASE WHEN y.working OR part(h4, 3) < 0.3 THEN day_of(y.d) ELSE day_of(y.last_working) END AS TIMESTAMP)
                + to_seconds(CASE
                    WHEN raw_second BETWEEN 30600 AND 64800 THEN raw_second
                    ELSE 30600 + CAST(floor(part(h4, 2) * 34200) AS BIGINT) END))
            END AS ends
    FROM (
        SELECT
            *,
            date_diff('second', CAST(raw_end AS DATE), raw_end) AS raw_second,
            day_number(raw_end) AS raw_day
        FROM (SELECT *, reported_at + to_seconds(CAST(hours * 3600 AS BIGINT)) AS raw_end FROM taken)
    ) AS t
    JOIN day AS y ON y.d = least(t.raw_day, getvariable('last') + 140)
),
-- what a dismissed report and a trifle settled on the spot never go through
cleared AS (
    SELECT
        * EXCLUDE (failures, bounces, reopened),
        CASE WHEN dismissed OR on_the_spot THEN 0 ELSE failures END AS failures,
        CASE WHEN dismissed OR on_the_spot THEN 0 ELSE bounces END AS bounces,
        reopened AND NOT dismissed AND NOT on_the_spot AND failures = 0 AND bounces = 0 AS reopened,
        CAST(date_diff('second', reported_at, ends) AS DOUBLE) AS whole
    FROM closed
),
-- the stages on the way, as seconds after the report
staged AS (
    SELECT
        *,
        least(whole * 0.06, 240 + 3000 * exp(0.9 * bell(part(h5, 0), part(h5, 1)))) AS filed_s,
        least(whole * 0.06, 300 + part(h5, 2) * 5400) AS sending,
        least(whole * 0.2, CASE WHEN urgent THEN 600 + part(h5, 3) * 2400 ELSE 1800 + part(h5, 3) * 21600 END) AS coming,
        whole * (0.72 + 0.2 * part(h6, 0)) AS handled_s
    FROM cleared
)
SELECT
    e.* EXCLUDE (h1, h2, h3, h4, w, second, raw_end, raw_second, raw_day, coming),
    filed_s + sending * (1 + 3 * bounces) + coming AS arrived_s,
    -- between two failed checks
    (handled_s - filed_s - sending * (1 + 3 * bounces) - coming) / (failures + 1) AS gap,
    handled_s + (whole - handled_s) * (0.3 + 0.4 * part(h6, 1)) AS verified_s,
    -- an extension is asked for when the deadline is near
    allowed >= 72 AND NOT on_the_spot AND NOT dismissed AND whole > allowed * 3600 * 0.8 AND part(h6, 2) < 0.2 AS extends
FROM staged AS e;

CREATE MACRO after(t, s) AS t + to_seconds(CAST(round(s) AS BIGINT));
CREATE MACRO past(t) AS CASE WHEN t <= getvariable('end') THEN t END;

-- The times of every event, also those that are still to come; what has happened is picked from them.
CREATE VIEW timed AS
SELECT
    c.*,
    CASE WHEN NOT dismissed THEN after(reported_at, filed_s) END AS t_filed,
    CASE WHEN NOT dismissed AND NOT on_the_spot THEN after(reported_at, filed_s + sending) END AS t_sent,
    [after(reported_at, filed_s + sending * (0.7 + 1.2 * n)) FOR n IN range(1, bounces + 1)] AS t_bounced,
    [after(reported_at, filed_s + sending * (1.2 + 1.2 * n)) FOR n IN range(1, bounces + 1)] AS t_resent,
    CASE WHEN NOT dismissed THEN after(reported_at, arrived_s) END AS t_arrived,
    [after(reported_at, arrived_s + gap * (n - 0.35)) FOR n IN range(1, failures + 1)] AS t_tried,
    [after(reported_at, arrived_s + gap * n) FOR n IN range(1, failures + 1)] AS t_failed,
    [after(reported_at, arrived_s + gap * n + least(1800, gap * 0.1)) FOR n IN range(1, failures + 1)] AS t_returned,
    CASE WHEN failures > 3 THEN after(reported_at, arrived_s + gap * 4 + least(3600, gap * 0.2)) END AS t_supervised,
    CASE WHEN NOT dismissed THEN after(reported_at, handled_s) END AS t_handled,
    CASE WHEN NOT dismissed THEN after(reported_at, verified_s) END AS t_verified,
    CASE WHEN extends THEN after(reported_at, least(whole * 0.95, allowed * 3600 * 0.85)) END AS t_extended,
    -- closed once, opened again, closed for good
    CASE WHEN reopened THEN after(reported_at, whole * 0.40) END AS t_first_handled,
    CASE WHEN reopened THEN after(reported_at, whole * 0.45) END AS t_first_verified,
    CASE WHEN reopened THEN after(reported_at, whole * 0.50) END AS t_first_closed,
    CASE WHEN reopened THEN after(reported_at, whole * 0.55) END AS t_reopened,
    CASE WHEN coalesce(channel, '') IN ('hotline', 'app', 'department', 'visit') AND part(h6, 3) < 0.96
        THEN after(reported_at, least(whole * 0.9, 300 + 5400 * exp(1.1 * bell(part(h5, 2), part(h6, 1))))) END AS t_contacted
FROM course AS c;

CREATE VIEW happened AS
WITH seen AS (
SELECT
    t.*,
    past(t.t_filed) AS filed_at,
    past(t.t_sent) AS dispatched_at,
    past(t.t_arrived) AS arrived_at,
    coalesce(past(t.t_handled), past(t.t_first_handled), list_last(list_filter(t.t_tried, lambda x: x <= getvariable('end'))))
        AS handled_at,
    coalesce(past(t.t_verified), past(t.t_first_verified)) AS verified_at,
    CASE WHEN t.ends <= getvariable('end') THEN t.ends
        WHEN past(t.t_reopened) IS NULL THEN past(t.t_first_closed) END AS closed_at,
    past(t.t_contacted) AS responded_at,
    past(t.t_supervised) AS supervised_at,
    past(t.t_reopened) AS reopened_at,
    len(list_filter(t.t_returned, lambda x: x <= getvariable('end'))) AS returns,
    len(list_filter(t.t_failed, lambda x: x <= getvariable('end'))) AS verify_failures,
    len(list_filter(t.t_bounced, lambda x: x <= getvariable('end'))) AS bounces_seen,
    CASE WHEN past(t.t_extended) IS NULL THEN 0 ELSE 1 END AS extensions,
    CASE WHEN past(t.t_extended) IS NULL THEN t.first_due
        ELSE CAST(day_of(x.d + 1) AS TIMESTAMP) - INTERVAL 1 MICROSECOND END AS due_at,
    CASE WHEN t.first_due IS NOT NULL THEN after(t.reported_at, t.allowed * 3600 * 0.8) END AS handle_due_at,
    CASE WHEN t.t_contacted IS NULL AND coalesce(t.channel, '') <> 'hotline' THEN NULL
        WHEN t.urgent THEN t.reported_at + INTERVAL 2 HOUR
        ELSE CAST(day_of(a.d + 1) AS TIMESTAMP) - INTERVAL 1 MICROSECOND END AS response_due_at,
    CASE WHEN past(t.t_supervised) IS NOT NULL THEN CAST(day_of(s.d + 1) AS TIMESTAMP) - INTERVAL 1 MICROSECOND END
        AS supervise_due_at
FROM timed AS t
JOIN day AS y ON y.d = t.d
LEFT JOIN working_day AS a ON a.w = y.w + CAST(y.working AS BIGINT)
LEFT JOIN working_day AS x ON x.w = t.due_w + 3
LEFT JOIN day AS q ON q.d = day_number(t.t_supervised)
LEFT JOIN working_day AS s ON s.w = q.w + CAST(q.working AS BIGINT) + 4
)
SELECT
    *,
    mix(e, 41, 0) AS h7,
    -- whoever called is called back, mostly
    closed_at IS NOT NULL AND NOT dismissed AND coalesce(channel, '') IN ('hotline', 'app', 'visit')
        AND part(mix(e, 41, 0), 0) < 0.78 AS answered,
    part(mix(e, 41, 0), 1) < 0.93 - CASE WHEN closed_at > due_at THEN 0.2 ELSE 0 END
        - CASE WHEN failures > 0 THEN 0.2 ELSE 0 END AS solved,
    CASE WHEN arrived_at IS NOT NULL THEN CASE WHEN on_the_spot THEN 'patrol' ELSE team END END AS handling_team
FROM seen;
