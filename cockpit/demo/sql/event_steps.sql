-- The full course of the newer events, step by step; the columns of `events` are what these steps add up to.
CREATE VIEW event_steps AS
WITH listed AS (
    SELECT
        h.event_id,
        h.closed_at,
        unnest(list_concat(
            [
                struct_pack(step := 'filed', at := t_filed, department := NULL::VARCHAR, team := NULL::VARCHAR,
                    result := NULL::VARCHAR, due_at := first_due),
                struct_pack(step := 'dispatched', at := t_sent,
                    department := CASE WHEN h.bounces > 0 THEN h.other_department ELSE h.department END,
                    team := NULL, result := NULL, due_at := NULL),
                struct_pack(step := 'arrived', at := t_arrived, department := h.department, team := h.handling_team,
                    result := NULL, due_at := NULL),
                struct_pack(step := 'handled', at := t_handled, department := h.department, team := h.handling_team,
                    result := CASE WHEN h.refused THEN 'refused' END, due_at := NULL),
                struct_pack(step := 'verified', at := t_verified, department := NULL, team := NULL,
                    result := 'passed', due_at := NULL),
                struct_pack(step := 'supervised', at := t_supervised, department := h.department, team := NULL,
                    result := NULL, due_at := h.supervise_due_at),
                struct_pack(step := 'extended', at := t_extended, department := h.department, team := NULL,
                    result := NULL, due_at := CASE WHEN h.extensions > 0 THEN h.due_at END),
                struct_pack(step := 'contacted', at := t_contacted, department := NULL, team := NULL,
                    result := NULL, due_at := NULL),
                struct_pack(step := 'handled', at := t_first_handled, department := h.department, team := h.handling_team,
                    result := NULL, due_at := NULL),
                struct_pack(step := 'verified', at := t_first_verified, department := NULL, team := NULL,
                    result := 'passed', due_at := NULL),
                struct_pack(step := 'closed', at := t_first_closed, department := NULL, team := NULL,
                    result := NULL, due_at := NULL),
                struct_pack(step := 'reopened', at := t_reopened, department := NULL, team := NULL,
                    result := NULL, due_at := NULL),
                struct_pack(step := 'closed', at := ends, department := NULL, team := NULL,
                    result := CASE WHEN dismissed THEN 'not accepted' END, due_at := NULL),
                struct_pack(step := 'called_back', at := CASE WHEN h.answered
                    THEN h.closed_at + to_seconds(3600 + e % 72000) END, department := NULL, team := NULL,
                    result := CASE WHEN h.solved THEN 'solved' ELSE 'not solved' END, due_at := NULL)
            ],
            [struct_pack(step := 'bounced', at := x, department := h.other_department, team := NULL::VARCHAR,
                result := 'not ours', due_at := NULL::TIMESTAMP) FOR x IN t_bounced],
            [struct_pack(step := 'dispatched', at := x, department := h.department, team := NULL::VARCHAR,
                result := NULL::VARCHAR, due_at := NULL::TIMESTAMP) FOR x IN t_resent],
            [struct_pack(step := 'handled', at := x, department := h.department, team := h.handling_team,
                result := NULL::VARCHAR, due_at := NULL::TIMESTAMP) FOR x IN t_tried],
            [struct_pack(step := 'failed', at := x, department := NULL::VARCHAR, team := NULL::VARCHAR,
                result := 'failed', due_at := NULL::TIMESTAMP) FOR x IN t_failed],
            [struct_pack(step := 'returned', at := x, department := h.department, team := NULL::VARCHAR,
                result := NULL::VARCHAR, due_at := NULL::TIMESTAMP) FOR x IN t_returned]
        ), recursive := true)
    FROM happened AS h
    WHERE h.d > getvariable('last') - getvariable('step_days')
)
SELECT event_id, "at", step, department, team, result, due_at
FROM listed
WHERE "at" <= getvariable('end')
ORDER BY event_id, "at", step;
