SELECT unit, dt, owner, task_state,
    CAST(coalesce(sum(tasks), 0) AS BIGINT) AS tasks,
    CAST(coalesce(sum(tasks_done), 0) AS BIGINT) AS tasks_done
FROM (
SELECT unit, CAST(DATE '0001-01-01' AS DATE) AS dt, code_owner AS owner, code_task_state AS task_state,
    +(count(*)) AS tasks,
    +(count(*) FILTER (task_state = 'done')) AS tasks_done
FROM work.counted_tasks WHERE (DATE '0001-01-01') IS NOT NULL AND true GROUP BY ALL
UNION ALL
SELECT unit, CAST(NULL AS DATE) AS dt, code_owner AS owner, code_task_state AS task_state,
    -(count(*)) AS tasks,
    -(count(*) FILTER (task_state = 'done')) AS tasks_done
FROM work.counted_tasks WHERE (NULL) IS NOT NULL AND true GROUP BY ALL
) GROUP BY unit, dt, owner, task_state
HAVING coalesce(sum(tasks), 0) <> 0 OR coalesce(sum(tasks_done), 0) <> 0
ORDER BY unit, dt;