SELECT
    event_id AS "事件编号", moment("at") AS "时间", say_event_steps_step(step) AS "环节", department AS "部门",
    team AS "队伍", result AS "结果", deadline(due_at) AS "时限"
FROM event_steps
