CREATE TABLE stock_tasks_due_on_1_non_393d4a9c AS
SELECT unit, dt, owner, task_state,
    CAST(coalesce(sum(tasks_overdue), 0) AS BIGINT) AS tasks_overdue
FROM (
SELECT unit, CAST(due_on + 1 AS DATE) AS dt, code_owner AS owner, code_task_state AS task_state,
    (count(*) FILTER (task_state = 'open')) AS tasks_overdue
FROM (SELECT v.*, c_owner.code AS code_owner, c_task_state.code AS code_task_state FROM work.tasks AS v JOIN dimension AS c_owner ON c_owner.dimension = 'owner' AND c_owner.value = v.owner JOIN dimension AS c_task_state ON c_task_state.dimension = 'task_state' AND c_task_state.value = v.task_state) WHERE (due_on + 1) IS NOT NULL GROUP BY ALL
UNION ALL
SELECT unit, CAST(NULL AS DATE) AS dt, code_owner AS owner, code_task_state AS task_state,
    -(count(*) FILTER (task_state = 'open')) AS tasks_overdue
FROM (SELECT v.*, c_owner.code AS code_owner, c_task_state.code AS code_task_state FROM work.tasks AS v JOIN dimension AS c_owner ON c_owner.dimension = 'owner' AND c_owner.value = v.owner JOIN dimension AS c_task_state ON c_task_state.dimension = 'task_state' AND c_task_state.value = v.task_state) WHERE (NULL) IS NOT NULL GROUP BY ALL
) GROUP BY unit, dt, owner, task_state
HAVING coalesce(sum(tasks_overdue), 0) <> 0
ORDER BY unit, dt;