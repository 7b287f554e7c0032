SELECT unit, dt, owner, task_state,
    CAST(coalesce(sum(tasks_overdue), 0) AS BIGINT) AS tasks_overdue
FROM (
SELECT unit, CAST(due_on + 1 AS DATE) AS dt, code_owner AS owner, code_task_state AS task_state,
    +(count(*) FILTER (task_state = 'open')) AS tasks_overdue
FROM work.counted_tasks WHERE (due_on + 1) IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT unit, CAST(NULL AS DATE) AS dt, code_owner AS owner, code_task_state AS task_state,
    -(count(*) FILTER (task_state = 'open')) AS tasks_overdue
FROM work.counted_tasks WHERE (NULL) IS NOT NULL AND true GROUP BY ALL
) GROUP BY unit, dt, owner, task_state
HAVING coalesce(sum(tasks_overdue), 0) <> 0
ORDER BY unit, dt;