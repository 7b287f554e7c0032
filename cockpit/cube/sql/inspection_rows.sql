-- What lists of dwellings and inspectors are read from, in the order of the grids.

-- What an overdue list asks for lies together: first the late ones, of these those seen before, of these those that hold
-- on, which leave on the last day there is, then by the month they fell due. All others lie by the month they leave: what
-- holds on a late day is sought in few months.
CREATE TABLE dwelling_span AS
SELECT
    CAST(s.no AS INTEGER) AS no,
    s.g,
    k.code AS kind,
    c.code AS class,
    CAST(s.count AS INTEGER) AS count,
    CAST(s.days AS INTEGER) AS days,
    s.never,
    s.enters,
    coalesce(s.leaves, DATE '9999-12-31') AS leaves,
    s.due_on,
    CAST(s.shut AS INTEGER) AS shut,
    CAST(s.hazards AS INTEGER) AS hazards,
    s.inspector,
    s.never OR s.leaves IS NULL OR s.due_on < s.leaves AS late
FROM work.spans AS s
JOIN dimension AS k ON k.dimension = 'kind' AND k.value = s.kind
JOIN dimension AS c ON c.dimension = 'class' AND c.value = s.class
ORDER BY
    late DESC,
    CASE WHEN late THEN s.never END,
    CASE WHEN late AND NOT s.never THEN s.leaves IS NOT NULL END,
    date_trunc('month', CASE WHEN late AND NOT s.never THEN s.due_on ELSE s.leaves END) DESC NULLS FIRST,
    s.g, s.no, s.enters;

-- How many dwellings of a large unit fall due on a day: the changes by the days on which their spans begin and end.
CREATE TABLE large_due AS
WITH changes AS (
    SELECT g, never, due_on, enters AS dt, kind, class, count AS dwellings FROM dwelling_span
    UNION ALL
    SELECT g, never, due_on, leaves AS dt, kind, class, -count AS dwellings FROM dwelling_span
    WHERE leaves < DATE '9999-12-31'
),
cells AS (
    SELECT c.cell, h.never, h.due_on, h.dt, h.kind, h.class, sum(h.dwellings) AS dwellings
    FROM changes AS h
    JOIN work.cell AS c ON c.g = h.g
    GROUP BY ALL
)
SELECT u.unit, h.never, h.due_on, h.dt, h.kind, h.class, CAST(sum(h.dwellings) AS INTEGER) AS dwellings
FROM cells AS h
JOIN work.cell_unit AS u ON u.cell = h.cell
GROUP BY ALL
HAVING sum(h.dwellings) <> 0
ORDER BY u.unit, h.never, h.due_on, h.dt, h.kind, h.class;

-- By month, since what was done in some days is asked for.
CREATE TABLE inspector_day AS
SELECT *
FROM (
    SELECT
        i.g,
        CAST(i.inspected_at AS DATE) AS dt,
        i.inspector,
        k.code AS kind,
        c.code AS class,
        CAST(count(*) AS INTEGER) AS visits,
        CAST(count(*) FILTER (i.entered) AS INTEGER) AS entered,
        CAST(coalesce(sum(i.hazards), 0) AS INTEGER) AS hazards
    FROM work.inspections AS i
    JOIN dimension AS k ON k.dimension = 'kind' AND k.value = i.kind
    JOIN dimension AS c ON c.dimension = 'class' AND c.value = i.class
    WHERE i.inspector IS NOT NULL
    GROUP BY ALL
)
ORDER BY year(dt), month(dt), g, inspector, kind, class, dt;

-- By what the dwellings of a grid can be put in walking order.
CREATE TABLE grid_order AS
SELECT
    g,
    CAST(count(*) AS INTEGER) AS dwellings,
    CAST(count(sequence) AS INTEGER) AS sequenced,
    CAST(count(*) FILTER (lon IS NOT NULL AND lat IS NOT NULL) AS INTEGER) AS placed
FROM work.dwellings
GROUP BY g
ORDER BY g;
