-- A dwelling while its next inspection is due on one day: from the last inspection (or from its first day, while it was
-- never inspected) until the next one, cut where its interval or its row of the register changes. `due_on` is the first
-- day it is no longer covered. `shut` counts the visits up to the last one that were not let in, without a break;
-- `hazards` are those that the last visit found and did not put right. `leaves` is the first day after; NULL: it holds on.
WITH visited AS (
    SELECT
        dwelling,
        CAST(inspected_at AS DATE) AS dt,
        bool_or(entered) AS entered,
        sum(CASE WHEN hazards IS NOT NULL THEN greatest(hazards - coalesce(hazards_fixed, 0), 0) END) AS hazards,
        max_by(inspector, CASE WHEN inspector IS NOT NULL THEN inspected_at END) AS inspector
    FROM work.inspections
    WHERE $within
    GROUP BY ALL
),
placed AS (
    SELECT *, row_number() OVER visits AS place, lead(dt) OVER visits AS following
    FROM visited
    WINDOW visits AS (PARTITION BY dwelling ORDER BY dt)
),
followed AS (
    SELECT
        dwelling, dt, following, hazards, inspector,
        place - coalesce(max(CASE WHEN entered THEN place END) OVER (
            PARTITION BY dwelling ORDER BY dt ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ), 0) AS shut
    FROM placed
),
began AS (
    SELECT d.dwelling, min(d.from_date) AS first_day, min(v.dt) AS first_visit
    FROM work.dwellings AS d
    LEFT JOIN placed AS v ON v.dwelling = d.dwelling AND v.place = 1
    WHERE d.$within
    GROUP BY d.dwelling
),
reckoned AS (
    SELECT dwelling, dt AS reckoned_on, false AS never, dt, following, hazards, inspector, shut FROM followed
    UNION ALL
    SELECT dwelling, first_day, true, NULL, first_visit, NULL, NULL, 0 FROM began
)
SELECT
    s.no, s.g, s.kind, s.class, s.count, s.days, r.never, r.hazards, r.inspector, r.shut,
    CASE WHEN r.never THEN s.enters ELSE greatest(r.dt, s.enters) END AS enters,
    least(r.following, s.leaves) AS leaves,
    r.reckoned_on + CAST(s.days AS INTEGER) AS due_on
FROM work.dues AS s
JOIN reckoned AS r ON r.dwelling = s.dwelling
WHERE (r.following IS NULL OR r.following > s.enters)
  AND (s.leaves IS NULL OR r.never OR r.dt < s.leaves)
