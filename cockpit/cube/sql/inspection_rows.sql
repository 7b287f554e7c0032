-- What lists of dwellings and inspectors are read from, in the order of the grids.

-- What an overdue list asks for lies together: first the late ones, of these those seen before, of these those that hold
-- on, which leave on the last day there is, then by the month they fell due; those never seen by the month they leave.
-- Else a dwelling's spans lie together: most of their columns are the same.
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
    CASE WHEN late THEN date_trunc('month', CASE WHEN s.never THEN s.leaves ELSE s.due_on END) END DESC NULLS FIRST,
    s.g, s.no, s.enters;

CREATE TABLE inspector_day AS
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
ORDER BY i.g, i.inspector, kind, class, dt;

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
