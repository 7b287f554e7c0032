-- What the population register and other departments know, per grid and month, beside the housing register.

CREATE TABLE month_start AS
SELECT CAST(m AS DATE) AS month, day_number(m) AS d
FROM (
    SELECT date_trunc('month', day_of(getvariable('last'))) - to_months(CAST(i AS INTEGER)) AS m
    FROM range(getvariable('months')) AS t(i)
)
WHERE day_number(m) >= 0;

CREATE TABLE living AS
SELECT
    r.g, m.month,
    unnest(['registered', 'absent', 'elsewhere', 'floating', 'overseas']) AS kind,
    unnest([sum(r.registered), sum(r.absent), sum(r.elsewhere), sum(r.floating), sum(r.overseas)]) AS people
FROM register AS r
JOIN month_start AS m ON r.from_d <= m.d AND (r.to_d IS NULL OR r.to_d >= m.d)
GROUP BY r.g, m.month;

-- The two registers never agree to the head; where rented rooms were counted twice they do not agree at all.
CREATE VIEW population AS
SELECT
    g.code AS grid, l.month, l.kind, a.sex, a.age_from, a.age_to,
    CAST(floor(
        l.people * a.share * CASE WHEN g.doubled AND l.kind = 'floating' THEN 1.22 ELSE 1.0 END
        + part(mix(l.g, 51, hash(l.kind, a.sex, a.age_from)), 0)
    ) AS BIGINT) AS count
FROM living AS l
JOIN grid AS g ON g.g = l.g
JOIN age AS a ON a.kind = l.kind
WHERE floor(
        l.people * a.share * CASE WHEN g.doubled AND l.kind = 'floating' THEN 1.22 ELSE 1.0 END
        + part(mix(l.g, 51, hash(l.kind, a.sex, a.age_from)), 0)
    ) > 0
ORDER BY g.code, l.month, l.kind, a.sex, a.age_from;

-- Of the residents known to the grid, how many are found in the files of each of the six departments.
CREATE VIEW links AS
WITH known AS (
    SELECT g, month, CAST(sum(people) AS BIGINT) AS total FROM living WHERE kind <> 'absent' GROUP BY g, month
),
rated AS (
    SELECT
        k.g, k.month, k.total, g.code, s.department,
        s.rate + 0.05 * (part(mix(g.town_no, 52, hash(s.department)), 0) - 0.5)
            -- a department's new system, and the district it does not yet reach
            - CASE WHEN s.department = 'education' AND g.area = 'new_town' AND k.month >= getvariable('broken_link')
                THEN 0.22 ELSE 0 END AS rate
    FROM known AS k
    JOIN grid AS g ON g.g = k.g
    CROSS JOIN source AS s
)
SELECT
    code AS grid, month, department,
    least(total, CAST(floor(total * rate + part(mix(g, 53, hash(department)), 0)) AS BIGINT)) AS linked,
    total
FROM rated
WHERE total > 0
ORDER BY code, month, department;
