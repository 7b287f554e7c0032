CREATE TABLE work.counted_tasks AS
SELECT v.unit, c_owner.code AS code_owner, c_task_state.code AS code_task_state
FROM work.tasks AS v
JOIN dimension AS c_owner ON c_owner.dimension = 'owner' AND c_owner.value = v.owner
JOIN dimension AS c_task_state ON c_task_state.dimension = 'task_state' AND c_task_state.value = v.task_state;