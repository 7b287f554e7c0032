SELECT
    task_id AS "任务编号", title AS "任务", unit AS "单位编码", owner AS "牵头单位", due_on AS "截止日期",
    say_tasks_state(state) AS "状态", progress AS "进度", milestones AS "节点", clause AS "条款"
FROM tasks
