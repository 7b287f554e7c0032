-- A number of years with two digits at least.
CREATE MACRO work.two_digits(years) AS CASE WHEN years BETWEEN 0 AND 9 THEN '0' ELSE '' END || CAST(years AS VARCHAR);
-- People of one group in one grid, while their month is the latest delivered. Ages fall into bands of five years; a
-- group that reaches over a band's border keeps its own span, and one without ages has the empty key.
CREATE TABLE work.population AS
WITH aged AS (
    SELECT *, CASE WHEN age_to IS NULL THEN age_from ELSE coalesce(age_from, 0) END AS youngest
    FROM work.extracts.population
)
SELECT
    u.g,
    coalesce(p.kind, 'all') AS residence,
    coalesce(p.sex, 'all') AS sex,
    CASE
        WHEN p.youngest IS NULL THEN ''
        WHEN p.youngest >= 85 THEN '85+'
        WHEN p.age_to IS NULL THEN work.two_digits(p.youngest) || '+'
        WHEN p.youngest // 5 = p.age_to // 5
            THEN work.two_digits(p.youngest // 5 * 5) || '-' || work.two_digits(p.youngest // 5 * 5 + 4)
        ELSE work.two_digits(p.youngest) || '-' || work.two_digits(p.age_to)
    END AS age,
    p.youngest,
    p.age_to AS oldest,
    p.count,
    m.month AS enters,
    m.leaves
FROM aged AS p
JOIN unit AS u ON u.tree = 'admin' AND u.leaf AND u.code = p.grid
JOIN work.population_months AS m ON u.g BETWEEN m.lo AND m.hi AND m.month = CAST(date_trunc('month', p.month) AS DATE);
