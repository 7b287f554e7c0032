-- A dwelling while one interval holds for it: its own, or the rule for its class and kind, cut where a rule changes.
-- `leaves` is the first day it no longer holds; NULL means it holds on.
CREATE TABLE work.dues AS
SELECT no, dwelling, g, kind, class, count, interval_days AS days, from_date AS enters, to_date + 1 AS leaves
FROM work.dwellings
WHERE interval_days > 0
UNION ALL
SELECT
    d.no, d.dwelling, d.g, d.kind, d.class, d.count, r.days,
    greatest(d.from_date, r.starts) AS enters,
    least(d.to_date + 1, r.ends) AS leaves
FROM work.dwellings AS d
JOIN work.rule_period AS r ON r.kind = d.kind AND r.class = d.class
WHERE d.interval_days IS NULL
  AND r.days > 0
  AND (r.ends IS NULL OR d.from_date < r.ends)
  AND (d.to_date IS NULL OR r.starts <= d.to_date);
