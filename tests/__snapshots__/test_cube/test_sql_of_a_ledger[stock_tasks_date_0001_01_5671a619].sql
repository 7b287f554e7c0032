CREATE TABLE stock_tasks_date_0001_01_5671a619 AS
SELECT unit, dt, owner, task_state,
    CAST(coalesce(sum(tasks), 0) AS BIGINT) AS tasks,
    CAST(coalesce(sum(tasks_done), 0) AS BIGINT) AS tasks_done
FROM (
SELECT unit, CAST(DATE '0001-01-01' AS DATE) AS dt, code_owner AS owner, code_task_state AS task_state,
    (count(*)) AS tasks,
    (count(*) FILTER (task_state = 'done')) AS tasks_done
FROM (SELECT v.*, c_owner.code AS code_owner, c_task_state.code AS code_task_state FROM work.tasks AS v JOIN dimension AS c_owner ON c_owner.dimension = 'owner' AND c_owner.value = v.owner JOIN dimension AS c_task_state ON c_task_state.dimension = 'task_state' AND c_task_state.value = v.task_state) WHERE (DATE '0001-01-01') IS NOT NULL GROUP BY ALL
UNION ALL
SELECT unit, CAST(NULL AS DATE) AS dt, code_owner AS owner, code_task_state AS task_state,
    -(count(*)) AS tasks,
    -(count(*) FILTER (task_state = 'done')) AS tasks_done
FROM (SELECT v.*, c_owner.code AS code_owner, c_task_state.code AS code_task_state FROM work.tasks AS v JOIN dimension AS c_owner ON c_owner.dimension = 'owner' AND c_owner.value = v.owner JOIN dimension AS c_task_state ON c_task_state.dimension = 'task_state' AND c_task_state.value = v.task_state) WHERE (NULL) IS NOT NULL GROUP BY ALL
) GROUP BY unit, dt, owner, task_state
HAVING coalesce(sum(tasks), 0) <> 0 OR coalesce(sum(tasks_done), 0) <> 0
ORDER BY unit, dt;