-- Inspections: every dwelling with an interval is visited in a rhythm a little shorter than it. Rounds are missed or come
-- late by the town's habits; days off, storms and changes of rule leave their marks; some doors stay shut.
-- Only `rhythm` is a table: the visits are far more, and run through the views into the file.

-- While one interval holds. A change of rule takes hold of the rounds some days before it holds, where the town is ready.
CREATE TABLE rhythm AS
WITH asked AS (
    SELECT
        r.dw, r.g, r.r, r.kind, r.class, r.from_d, coalesce(r.to_d, getvariable('last')) AS to_d,
        r.interval_days, t.lead,
        CASE WHEN r.class IN (SELECT value FROM rule WHERE sort = 'class') THEN 'class' ELSE 'kind' END AS sort
    FROM register AS r
    JOIN town AS t ON t.town = r.town
    WHERE NOT r.never AND r.count > 0
)
SELECT * FROM (
    SELECT dw, g, r, 0 AS piece, kind, interval_days AS days, from_d, to_d, to_d AS ends
    FROM asked
    WHERE interval_days > 0
    UNION ALL
    SELECT
        a.dw, a.g, a.r, u.piece, a.kind, u.days,
        greatest(a.from_d, CASE WHEN u.piece > 0 THEN u.from_d - a.lead ELSE u.from_d END) AS from_d,
        least(a.to_d, CASE WHEN u.last THEN u.to_d ELSE u.to_d - a.lead END) AS to_d,
        a.to_d AS ends
    FROM asked AS a
    JOIN rule AS u ON u.sort = a.sort AND u.value = CASE a.sort WHEN 'class' THEN a.class ELSE a.kind END
    WHERE a.interval_days IS NULL AND u.days > 0
      AND greatest(a.from_d, CASE WHEN u.piece > 0 THEN u.from_d - a.lead ELSE u.from_d END)
       <= least(a.to_d, CASE WHEN u.last THEN u.to_d ELSE u.to_d - a.lead END)
)
ORDER BY dw, r, piece;

-- The rounds as they should come (k counts them), then as they do.
CREATE VIEW round AS
WITH paced AS (
    SELECT *, days * 0.9 - 0.1 AS pace, part(mix(dw, 12, 0), 0) AS phase FROM rhythm
),
counted AS (
    SELECT
        *,
        unnest(range(
            CAST(ceil(from_d / pace - phase) AS BIGINT), CAST(floor(to_d / pace - phase) AS BIGINT) + 1
        )) AS k
    FROM paced
),
drawn AS (
    SELECT *, mix(dw, 13 + r * 10 + piece, k) AS h, mix(dw, 93 + r * 10 + piece, k) AS h2 FROM counted
),
planned AS (
    SELECT
        *,
        CAST(floor((k + phase) * pace + 0.07 * days * part(h, 0)) AS BIGINT) AS d
    FROM drawn
),
met AS (
    SELECT
        p.*,
        t.miss * (1 + 1.3 * greatest(y.years, 0))
            * CASE p.kind WHEN 'rented' THEN 1.1 WHEN 'collective' THEN 1.4 WHEN 'owner' THEN 0.8 ELSE 1.0 END
            AS trouble,
        CASE WHEN p.d >= g.lag_from AND (NOT g.lag_let OR p.kind IN ('rented', 'collective'))
            THEN g.lag * least(1, (p.d - g.lag_from) / g.lag_days) ELSE 0 END AS lag,
        y.working, y.rest, y.next_working, y.fallen
    FROM planned AS p
    JOIN grid AS g ON g.g = p.g
    JOIN town AS t ON t.town = g.town
    JOIN day AS y ON y.d = p.d
),
moved AS (
    SELECT
        * EXCLUDE (d),
        CASE
            WHEN part(h, 1) < trouble / 2
                THEN d + CAST(floor((0.15 + 0.85 * part(h2, 0)) * days) AS BIGINT)
            -- what a storm keeps from being done is done in the week after it
            WHEN part(h2, 3) < fallen THEN d + 3 + CAST(floor(part(h2, 1) * 8) AS BIGINT)
            WHEN working OR days <= 3 THEN d
            WHEN part(h, 2) < CASE WHEN rest THEN 0.3 WHEN days <= 7 THEN 0.14 ELSE 0.4 END
                THEN next_working + CASE WHEN rest THEN CAST(floor(part(h2, 1) * 4) AS BIGINT) ELSE 0 END
            ELSE d END AS d
    FROM met
    WHERE (part(h, 1) < trouble / 2 OR part(h, 1) >= trouble) AND part(h2, 2) >= lag
)
SELECT
    dw, g, r, kind, k, h2 AS h, d, ends,
    -- two rounds of one dwelling never fall on one second
    (k * 2 + piece + r) % 58 AS second
FROM moved;

-- Visits that belong to a change: the inspector who finds it, or who puts a new dwelling on the register.
CREATE VIEW finding AS
SELECT
    r.dw, r.g, r.r, r.kind, mix(r.dw, 14, r.r) AS h,
    CASE WHEN r.r > 0 THEN r.from_d ELSE greatest(0, r.from_d + CAST(floor(part(mix(r.dw, 15, 0), 0) * 14) AS BIGINT) - 3) END AS d,
    58 + r.r % 2 AS second
FROM register AS r
WHERE (r.r > 0 OR NOT r.old) AND NOT r.never AND r.kind <> 'public';

CREATE VIEW visit AS
WITH every_visit AS (
    SELECT dw, g, r, kind, h, d, second, false AS found FROM round WHERE d <= ends
    UNION ALL
    SELECT dw, g, r, kind, h, d, second, true AS found FROM finding
),
drawn AS (
    SELECT b.*, hash(b.h) AS e, hash(hash(b.h)) AS e2 FROM every_visit AS b
    JOIN dwelling AS w ON w.dw = b.dw
    WHERE b.d BETWEEN 0 AND getvariable('last') AND (w.goes IS NULL OR b.d <= w.goes)
)
SELECT
    d.*,
    -- where the grid's own inspector has gone, others of the community come
    d.d >= g.lag_from AND NOT g.lag_let AS orphaned, g.community_first, g.community_grids,
    found OR part(e, 0) < least(0.99, CASE WHEN g.paper THEN 0.5 ELSE t.entry END
        * CASE kind WHEN 'vacant' THEN 0.55 WHEN 'shop' THEN 1.07 WHEN 'owner' THEN 1.02 ELSE 1.0 END) AS entered,
    CAST(day_of(d.d) AS TIMESTAMP) + to_seconds(60 * CAST(CASE
        WHEN kind = 'rented' AND part(e, 1) < 0.38 THEN 1110 + floor(part(e, 2) * 130)
        WHEN part(e, 1) < 0.7 THEN 520 + floor(pow(part(e, 2), 1.1) * 180)
        ELSE 840 + floor(part(e, 2) * 180) END AS BIGINT) + second) AS inspected_at
FROM drawn AS d
JOIN grid AS g ON g.g = d.g
JOIN town AS t ON t.town = g.town;

CREATE VIEW inspected AS
WITH seen AS (
    SELECT
        v.*,
        CASE WHEN entered AND part(e, 3) < CASE kind WHEN 'collective' THEN 0.09 WHEN 'shop' THEN 0.06
            WHEN 'rented' THEN 0.028 WHEN 'vacant' THEN 0.006 ELSE 0.011 END
            THEN 1 + CAST(floor(pow(part(e2, 0), 3) * 3) AS BIGINT) ELSE 0 END AS hazards
    FROM visit AS v
)
SELECT
    s.dw, s.g, s.kind, s.d, r.dwelling_id, s.inspected_at,
    inspector_name(CASE
        WHEN s.orphaned OR part(s.e2, 1) < 0.12
            THEN s.community_first + (s.g - s.community_first + 1 + CAST(floor(part(s.e2, 2) * 2) AS BIGINT))
                % s.community_grids
        ELSE s.g END) AS inspector,
    s.entered,
    CASE WHEN s.entered THEN greatest(0, r.residents + CASE WHEN part(s.e2, 3) < 0.06 THEN 1
        WHEN part(s.e2, 3) > 0.95 THEN -1 ELSE 0 END) END AS persons_found,
    CASE WHEN s.entered THEN s.found OR part(s.e2, 3) < 0.025 END AS changed,
    CASE WHEN s.entered THEN s.hazards END AS hazards,
    CASE WHEN s.entered THEN CASE
        WHEN s.hazards = 0 THEN 0
        WHEN part(hash(s.e2), 0) < 0.62 THEN s.hazards
        ELSE s.hazards - 1 - CAST(floor(part(hash(s.e2), 1) * s.hazards) AS BIGINT) END END AS hazards_fixed
FROM seen AS s
JOIN register AS r ON r.dw = s.dw AND r.r = s.r;

CREATE VIEW inspections AS SELECT * FROM inspected ORDER BY dw, inspected_at;
