-- A dwelling while its next inspection is due on one day: from the last inspection (or from its first day, while it was
-- never inspected) until the next one, cut where its interval or its row of the register changes. `due_on` is the first
-- day it is no longer covered. `shut` counts the visits up to the last one that were not let in, without a break;
-- `hazards` are those that the last visit found and did not put right. `leaves` is the first day after; NULL: it holds on.
CREATE TABLE work.spans AS
WITH visited AS (
    SELECT
        dwelling_id,
        CAST(inspected_at AS DATE) AS dt,
        bool_or(entered) AS entered,
        sum(greatest(hazards - coalesce(hazards_fixed, 0), 0)) AS hazards,
        max_by(inspector, (inspected_at, inspector)) AS inspector
    FROM work.inspections
    GROUP BY ALL
),
placed AS (
    SELECT *, row_number() OVER visits AS place, lead(dt) OVER visits AS following
    FROM visited
    WINDOW visits AS (PARTITION BY dwelling_id ORDER BY dt)
),
followed AS (
    SELECT
        dwelling_id, dt, following, hazards, inspector,
        place - coalesce(max(place) FILTER (entered) OVER (
            PARTITION BY dwelling_id ORDER BY dt ROWS UNBOUNDED PRECEDING
        ), 0) AS shut
    FROM placed
),
began AS (
    SELECT d.dwelling_id, min(d.from_date) AS first_day, min(v.dt) AS first_visit
    FROM work.dwellings AS d
    LEFT JOIN placed AS v ON v.dwelling_id = d.dwelling_id AND v.place = 1
    GROUP BY d.dwelling_id
),
reckoned AS (
    SELECT dwelling_id, dt AS reckoned_on, false AS never, dt, following, hazards, inspector, shut FROM followed
    UNION ALL
    SELECT dwelling_id, first_day, true, NULL, first_visit, NULL, NULL, 0 FROM began
)
SELECT
    s.no, s.g, s.kind, s.class, s.count, s.days, r.never, r.hazards, r.inspector, r.shut,
    CASE WHEN r.never THEN s.enters ELSE greatest(r.dt, s.enters) END AS enters,
    least(r.following, s.leaves) AS leaves,
    r.reckoned_on + CAST(s.days AS INTEGER) AS due_on
FROM work.dues AS s
JOIN reckoned AS r ON r.dwelling_id = s.dwelling_id
WHERE (r.following IS NULL OR r.following > s.enters)
  AND (s.leaves IS NULL OR r.never OR r.dt < s.leaves);

-- While it is covered, while it was never inspected, and while it falls due within some days.
CREATE VIEW work.covers AS
SELECT g, kind, class, count, enters, least(leaves, due_on) AS leaves FROM work.spans WHERE NOT never AND due_on > enters;

CREATE VIEW work.nevers AS
SELECT g, kind, class, count, enters, leaves FROM work.spans WHERE never;

CREATE VIEW work.frontiers AS
SELECT g, kind, class, count, within, greatest(enters, due_on - within) AS enters, least(leaves, due_on) AS leaves
FROM (SELECT *, CAST(unnest([7, 14, 30]) AS INTEGER) AS within FROM work.spans WHERE due_on > enters)
WHERE leaves IS NULL OR leaves > due_on - within;
