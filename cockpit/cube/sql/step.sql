-- The steps of every event whose full history is known, with its base grid, for the course of one event.
SELECT e.g, s.event_id, s."at", s.step, s.department, s.team, s.result, s.due_at
FROM work.extracts.event_steps AS s
JOIN work.events AS e ON e.event_id = s.event_id
