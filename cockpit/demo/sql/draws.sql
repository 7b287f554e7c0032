-- Chance without state: every draw is a hash of what it is for, so the order of rows and threads changes nothing.
-- The outer hash matters: hashes of lists that differ in one place alone differ in the same bits.
CREATE MACRO mix(a, b, c) AS hash(hash(a, b, c, getvariable('seed')));

-- One of four independent numbers in [0, 1) that a mix holds.
CREATE MACRO part(h, i) AS ((h >> (16 * i)) & 65535) / 65536.0;

-- A number of the normal distribution from two of [0, 1).
CREATE MACRO bell(u, v) AS sqrt(-2 * ln(1 - u)) * cos(6.283185307179586 * v);

-- A number of the Poisson distribution of mean m from one of [0, 1); from a mean of 5 on nearly.
CREATE MACRO poisson(m, u) AS CAST(CASE
    WHEN m >= 5 THEN greatest(0, round(m + sqrt(m) * (u - 0.5) * 3.46))
    WHEN u < exp(-m) THEN 0
    WHEN u < exp(-m) * (1 + m) THEN 1
    WHEN u < exp(-m) * (1 + m * (1 + m / 2)) THEN 2
    WHEN u < exp(-m) * (1 + m * (1 + m / 2 * (1 + m / 3))) THEN 3
    WHEN u < exp(-m) * (1 + m * (1 + m / 2 * (1 + m / 3 * (1 + m / 4)))) THEN 4
    WHEN u < exp(-m) * (1 + m * (1 + m / 2 * (1 + m / 3 * (1 + m / 4 * (1 + m / 5))))) THEN 5
    WHEN u < exp(-m) * (1 + m * (1 + m / 2 * (1 + m / 3 * (1 + m / 4 * (1 + m / 5 * (1 + m / 6)))))) THEN 6
    ELSE 7 END AS BIGINT);

-- Names that tell nothing: a number below 2^28 (2^20) is moved about, two never to one place.
CREATE MACRO veil(x) AS format('{:07x}', (x * 77232917 + getvariable('seed') * 1009 + 40503) % 268435456);
CREATE MACRO inspector_name(g) AS 'P-' || format('{:05x}', (g * 48271 + getvariable('seed') * 31 + 7919) % 1048576);

-- Days of the city are counted from its first one.
CREATE MACRO day_of(d) AS getvariable('first') + CAST(d AS INTEGER);
CREATE MACRO day_number(t) AS date_diff('day', getvariable('first'), CAST(t AS DATE));
