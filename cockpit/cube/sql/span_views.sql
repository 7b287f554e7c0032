-- While it is covered, while it was never inspected, and while it falls due within some days.
CREATE VIEW work.covers AS
SELECT g, kind, class, count, enters, least(leaves, due_on) AS leaves FROM work.spans WHERE NOT never AND due_on > enters;

CREATE VIEW work.nevers AS
SELECT g, kind, class, count, enters, leaves FROM work.spans WHERE never;

CREATE VIEW work.frontiers AS
SELECT g, kind, class, count, within, greatest(enters, due_on - within) AS enters, least(leaves, due_on) AS leaves
FROM (SELECT *, unnest([7, 14, 30]) AS within FROM work.spans WHERE due_on > enters)
WHERE leaves IS NULL OR leaves > due_on - within;
