-- The housing register. Kinds are drawn by type of town and community, people by kind; some dwellings come, go, or
-- change kind or class, and then have several rows.

-- One row per dwelling: where it stands, what it is at first, when it comes, changes (cuts) and goes. Days from 0.
CREATE TABLE dwelling AS
WITH counted AS (
    SELECT g.*, unnest(range(CAST(g.dwellings * (CASE WHEN g.estate THEN 1.6 ELSE 1.08 END) AS BIGINT))) AS i
    FROM grid AS g
),
drawn AS (
    SELECT
        *,
        g * 8192 + i AS dw,
        i >= dwellings AS fresh,
        (i % dwellings) * places // dwellings AS place_no,
        mix(g * 8192 + i, 1, 0) AS h,
        mix(g * 8192 + i, 2, 0) AS h2,
        mix(g * 8192 + i, 3, 0) AS h3
    FROM counted
),
dated AS (
    SELECT
        *,
        CASE
            WHEN fresh AND estate THEN greatest(0, getvariable('last') - 573
                + (i - dwellings) * 3 // greatest(1, CAST(dwellings * 0.6 AS BIGINT)) * 150)
            WHEN fresh THEN 30 + CAST(floor(part(h, 0) * (getvariable('last') - 40)) AS BIGINT)
            ELSE 0 END AS comes,
        CASE
            WHEN cleared AND part(h, 1) < 0.45 THEN getvariable('last') - 263 + CAST(floor(part(h, 2) * 120) AS BIGINT)
            WHEN NOT fresh AND part(h, 1) > 0.992 THEN 60 + CAST(floor(part(h, 2) * (getvariable('last') - 70)) AS BIGINT)
            END AS goes,
        CASE WHEN part(h, 3) < 0.91 THEN 0 WHEN part(h, 3) < 0.98 THEN 1 ELSE 2 END AS cuts
    FROM drawn
)
SELECT
    d.dw, d.g, d.i, d.town, d.area, d.place, d.place_no, d.comes,
    CASE WHEN d.goes <= getvariable('last') AND d.goes > d.comes + 60 THEN d.goes END AS goes,
    d.cuts, d.comes = 0 AS old,
    'F-' || veil(d.dw) AS dwelling_id,
    'B-' || veil(d.g * 1024 + d.place_no) AS building,
    CASE WHEN NOT t.unordered THEN d.place_no * 1000 + CASE WHEN d.fresh THEN 500 + d.i - d.dwellings
        ELSE d.i - (d.place_no * d.dwellings + d.places - 1) // d.places END END AS sequence,
    CASE WHEN NOT t.unplaced THEN p.lon END AS lon,
    CASE WHEN NOT t.unplaced THEN p.lat END AS lat,
    k.kind,
    CASE WHEN part(d.h2, 1) < 0.45 THEN CASE
        WHEN part(d.h2, 2) < CASE WHEN d.place = 'urban_village' THEN 0.48 ELSE 0.62 END THEN 'green'
        WHEN part(d.h2, 2) < CASE WHEN d.place = 'urban_village' THEN 0.79 ELSE 0.88 END THEN 'yellow'
        WHEN part(d.h2, 2) < 0.975 THEN 'orange' ELSE 'red' END END AS class,
    CASE WHEN part(d.h2, 3) < 0.012 THEN ([7, 30, 30, 60, 0])[1 + CAST(floor(part(d.h3, 0) * 5) AS BIGINT)] END AS own,
    part(d.h3, 1) < 0.004 AS never,
    CAST(floor(part(d.h3, 2) * 200) AS BIGINT) AS slack
FROM dated AS d
JOIN town AS t ON t.town = d.town
JOIN kind_slots AS k ON k.area = d.area AND k.place = d.place AND k.slot = CAST(floor(part(d.h2, 0) * 1000) AS BIGINT)
JOIN place AS p ON p.g = d.g AND p.place = d.place_no
ORDER BY d.dw;

-- One row per row of the register. A dwelling known for long enough changes at its cuts, which lie well apart; a few
-- are off the register for twenty days in between, while they are rebuilt.
CREATE TABLE register AS
WITH lived AS (
    SELECT
        * EXCLUDE (cuts),
        coalesce(goes, getvariable('last')) - comes AS life,
        CASE WHEN coalesce(goes, getvariable('last')) - comes > 480 THEN cuts ELSE 0 END AS cuts,
        mix(dw, 6, 0) AS turn
    FROM dwelling
),
cut AS (
    SELECT
        *,
        comes + CAST(floor(life * CASE WHEN cuts = 1 THEN 0.08 + 0.88 * part(turn, 3) ELSE 0.08 + 0.37 * part(turn, 3)
            END) AS BIGINT) AS first_cut,
        comes + CAST(floor(life * (0.55 + 0.4 * part(mix(dw, 7, 0), 0))) AS BIGINT) AS second_cut,
        unnest(range(cuts + 1)) AS r
    FROM lived
),
spanned AS (
    SELECT
        *,
        CASE r WHEN 0 THEN comes WHEN 1 THEN first_cut ELSE second_cut END AS from_d,
        CASE
            WHEN r = cuts THEN goes
            ELSE CASE r WHEN 0 THEN first_cut ELSE second_cut END - CASE WHEN slack < 10 THEN 21 ELSE 1 END
            END AS to_d,
        mix(dw, 4, r) AS h,
        mix(dw, 5, r) AS h2
    FROM cut
),
kinds AS (
    SELECT
        * EXCLUDE (kind, class),
        -- at a first change the use changes, or the class of a let dwelling; at a second it comes back or falls empty
        CASE
            WHEN r = 0 OR (r = 1 AND kind IN ('rented', 'collective') AND class IS NOT NULL AND part(turn, 0) < 0.5) THEN kind
            WHEN r = 2 THEN CASE WHEN part(turn, 1) < 0.75 THEN kind ELSE 'vacant' END
            WHEN kind = 'owner' THEN CASE WHEN part(turn, 2) < 0.6 THEN 'rented' ELSE 'vacant' END
            WHEN kind = 'rented' THEN CASE WHEN part(turn, 2) < 0.35 THEN 'owner' ELSE 'vacant' END
            WHEN kind = 'vacant' THEN CASE WHEN part(turn, 2) < 0.5 THEN 'owner' ELSE 'rented' END
            WHEN kind = 'shop' THEN CASE WHEN part(turn, 2) < 0.5 THEN 'vacant' ELSE 'rented' END
            ELSE 'vacant' END AS kind,
        CASE
            WHEN r = 0 OR class IS NULL OR part(turn, 0) >= 0.5 THEN class
            WHEN class = 'green' THEN 'yellow' WHEN class = 'yellow' THEN 'orange' ELSE 'green' END AS class
    FROM spanned
),
sized AS (
    SELECT
        *,
        CASE WHEN kind = 'collective' THEN 6 + CAST(floor(pow(part(h, 0), 2) * 34) AS BIGINT)
            WHEN kind = 'vacant' AND part(h, 0) < 0.03 THEN 0 ELSE 1 END AS count,
        CASE kind WHEN 'owner' THEN 2 + CAST(floor(part(h, 1) * 3) AS BIGINT)
            WHEN 'rented' THEN 1 + CAST(floor(part(h, 1) * 3) AS BIGINT)
            WHEN 'vacant' THEN 1 + CAST(floor(part(h, 1) * 3) AS BIGINT)
            ELSE 1 END AS rooms_each,
        kind = 'rented' AND part(h, 2) < CASE WHEN place = 'urban_village' THEN 0.07 ELSE 0.025 END AS crowded
    FROM kinds
),
peopled AS (
    SELECT
        *,
        CASE
            WHEN crowded THEN 7 + CAST(floor(part(h, 3) * 6) AS BIGINT)
            WHEN kind = 'owner' THEN ([1, 1, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5])[1 + CAST(floor(part(h, 3) * 12) AS BIGINT)]
            WHEN kind = 'rented' THEN ([1, 1, 1, 2, 2, 2, 2, 3, 3, 4])[1 + CAST(floor(part(h, 3) * 10) AS BIGINT)]
            WHEN kind = 'shop' THEN ([0, 0, 0, 1, 1, 2, 2, 3])[1 + CAST(floor(part(h, 3) * 8) AS BIGINT)]
            WHEN kind = 'collective' THEN count * 2 + CAST(floor(part(h, 3) * count) AS BIGINT)
            ELSE 0 END AS people,
        -- who a household is: of the place, from elsewhere in the city, from outside
        CASE
            WHEN kind IN ('rented', 'collective') THEN CASE WHEN part(h2, 0) < 0.82 THEN 'floating'
                WHEN part(h2, 0) < 0.96 THEN 'elsewhere' ELSE 'registered' END
            WHEN kind = 'shop' THEN CASE WHEN part(h2, 0) < 0.6 THEN 'floating' ELSE 'registered' END
            WHEN area = 'new_town' THEN CASE WHEN part(h2, 0) < 0.64 THEN 'registered'
                WHEN part(h2, 0) < 0.89 THEN 'elsewhere' ELSE 'floating' END
            ELSE CASE WHEN part(h2, 0) < 0.84 THEN 'registered'
                WHEN part(h2, 0) < 0.94 THEN 'elsewhere' ELSE 'floating' END END AS origin,
        kind <> 'collective' AND part(h2, 1) < 0.006 AS abroad
    FROM sized
)
SELECT
    dw, g, r, r = cuts AS latest, town, area, place, dwelling_id, building, sequence, lon, lat,
    kind, CASE WHEN kind IN ('rented', 'collective') THEN class END AS class,
    count, count * rooms_each AS rooms,
    round(count * (rooms_each * (14 + part(h2, 2) * 14) + 8), 1) AS area_m2,
    people AS residents,
    CASE WHEN origin = 'registered' AND people > 0 THEN people - CAST(abroad AS BIGINT) ELSE 0 END AS registered,
    CASE
        WHEN kind = 'vacant' AND part(h2, 3) < 0.45 THEN 1 + CAST(floor(part(h2, 3) * 6) AS BIGINT)
        WHEN kind = 'owner' AND part(h2, 3) < 0.12 THEN 1 + CAST(floor(part(h2, 3) * 16) AS BIGINT)
        ELSE 0 END AS absent,
    CASE WHEN origin = 'elsewhere' AND people > 0 THEN people - CAST(abroad AS BIGINT) ELSE 0 END AS elsewhere,
    CASE WHEN origin = 'floating' AND people > 0 THEN people - CAST(abroad AS BIGINT) ELSE 0 END AS floating,
    CASE WHEN people > 0 AND abroad THEN 1 ELSE 0 END AS overseas,
    own AS interval_days, from_d, to_d, never, old
FROM peopled
ORDER BY dw, r;

CREATE VIEW dwellings AS
SELECT
    r.* EXCLUDE (area),
    g.code AS grid,
    day_of(r.from_d) AS from_date,
    day_of(r.to_d) AS to_date
FROM register AS r
JOIN grid AS g ON g.g = r.g;
