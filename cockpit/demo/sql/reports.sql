-- What is reported: counts per grid and day from the town's size, the season, the weekday and storms; and hazards that
-- inspectors found and could not put right at once. `e` is a number of its own for chance, never written.
-- (A table of every grid and day, since it is large enough for all cores to read it; days and grids are not.)
CREATE TABLE weather AS
SELECT
    y.d, y.month, g.g, g.area, g.place, g.places, g.town,
    1 + (y.storm - 1) * (0.4 + 1.5 * g.flood) AS storm,
    g.rate * y.busy * (0.75 + 0.5 * part(mix(y.d, 21, g.town_no), 0)) AS calm
FROM day AS y
CROSS JOIN grid AS g
WHERE y.d <= getvariable('last');

CREATE TABLE report AS
WITH counted AS (
    SELECT
        *,
        unnest(range(least(63, poisson(calm * storm, part(mix(d * 65536 + g, 22, 0), 0))))) AS i
    FROM weather
),
drawn AS (
    SELECT *, (d * 65536 + g) * 64 + i AS e, mix((d * 65536 + g) * 64 + i, 23, 0) AS h FROM counted
),
picked AS (
    SELECT
        d.*,
        CASE
            WHEN part(d.h, 0) < 1 - 1 / d.storm
                THEN getvariable('storm_cases')[1 + CAST(floor(part(d.h, 1) * 100) AS BIGINT)]
            -- of what would be reported, departments make work of their own
            WHEN day_of(d.d) >= t.handed AND part(mix(d.e, 26, 0), 0) < 0.22
                THEN getvariable('handed_cases')[1 + CAST(floor(part(mix(d.e, 26, 0), 1) * 100) AS BIGINT)]
            ELSE s.number END AS number
    FROM drawn AS d
    JOIN town AS t ON t.town = d.town
    JOIN case_slots AS s
        ON s.area = d.area AND s.place = d.place AND s.month = d.month
        AND s.slot = CAST(floor(part(d.h, 1) * 2000) AS BIGINT)
)
SELECT
    p.e, p.d, p.g, NULL::BIGINT AS dw, NULL::VARCHAR AS dwelling_id, p.number, p.storm,
    'E' || strftime(day_of(p.d), '%Y%m%d') || '-' || format('{:06x}',
        ((p.g * 64 + p.i) * 7723291 + getvariable('seed') * 977 + p.d) % 16777216) AS event_id,
    CAST(day_of(p.d) AS TIMESTAMP) + to_seconds(o.hour * 3600 + CAST(floor(part(p.h, 3) * 3600) AS BIGINT)) AS reported_at,
    -- some corners see more than others
    CAST(floor(pow(part(hash(p.h), 0), 1.8) * p.places) AS BIGINT) AS place_no,
    a.channel
FROM picked AS p
JOIN casebook AS c ON c.number = p.number
JOIN hour_slots AS o ON o.hours = c.hours AND o.slot = CAST(floor(part(p.h, 2) * 480) AS BIGINT)
JOIN channel_slots AS a ON a.channels = c.channels AND a.slot = CAST(floor(part(hash(p.h), 1) * 200) AS BIGINT)
JOIN town AS t ON t.town = p.town
WHERE c.category <> 'illegal_building' OR day_of(p.d) <= t.built
UNION ALL
SELECT
    e, d, g, dw, dwelling_id, number, 1.0 AS storm,
    'E' || strftime(inspected_at, '%Y%m%d') || '-' || veil(dw) AS event_id,
    inspected_at + to_seconds(240 + CAST(floor(part(e_hash, 1) * 2400) AS BIGINT)) AS reported_at,
    place_no,
    'patrol' AS channel
FROM (
    SELECT
        w.dw, w.g, w.dwelling_id, i.inspected_at, w.place_no, c.number, i.d,
        w.dw * 4096 + i.d + 4611686018427387904 AS e, mix(w.dw, 24, i.d) AS e_hash,
        row_number() OVER (PARTITION BY w.dw, i.d ORDER BY i.inspected_at) AS again
    FROM (
        -- as they were written
        SELECT dwelling_id, inspected_at, day_number(inspected_at) AS d
        FROM read_parquet(getvariable('inspections'))
        WHERE hazards > hazards_fixed
    ) AS i
    JOIN dwelling AS w ON w.dwelling_id = i.dwelling_id
    JOIN casebook AS c ON c.category = (CASE
        WHEN w.kind = 'shop' THEN ['small_premises', 'small_premises', 'fire_exit', 'wiring', 'gas_safety']
        WHEN w.kind = 'owner' THEN ['gas_safety', 'wiring', 'fire_exit', 'structure', 'ebike_charging']
        ELSE ['ebike_charging', 'fire_exit', 'wiring', 'crowded_letting', 'gas_safety'] END
        )[1 + CAST(floor(part(mix(w.dw, 25, i.d), 0) * 5) AS BIGINT)]
    WHERE part(mix(w.dw, 24, i.d), 0) < 0.8
)
WHERE again = 1
ORDER BY reported_at, event_id;

DROP TABLE weather;

-- What repeats or enforces an earlier event: the one before it in the same grid and category, not long ago.
CREATE TABLE follow AS
SELECT e, before_id
FROM (
    SELECT
        r.e, r.reported_at, mix(r.e, 42, 0) AS h, r.dw, c.category_group,
        lag(r.event_id) OVER same AS before_id,
        lag(r.reported_at) OVER same AS before_at
    FROM report AS r
    JOIN casebook AS c ON c.number = r.number
    WINDOW same AS (PARTITION BY r.g, r.number ORDER BY r.reported_at, r.event_id)
)
WHERE before_at >= reported_at - INTERVAL 60 DAY AND dw IS NULL
  AND part(h, 0) < CASE WHEN category_group = 'stubborn' THEN 0.25 ELSE 0.02 END
ORDER BY e;
