SELECT
  v.*
  EXCEPT (category, category_group, channel, severity, department, responsibility, stage),
  c_category.code AS category,
  c_category_group.code AS category_group,
  c_channel.code AS channel,
  c_severity.code AS severity,
  c_department.code AS department,
  c_responsibility.code AS responsibility,
  c_stage.code AS stage
FROM work_events AS v
JOIN dimension AS c_category
  ON c_category.dimension = 'category' AND c_category.value = v.category
JOIN dimension AS c_category_group
  ON c_category_group.dimension = 'category_group'
  AND c_category_group.value = v.category_group
JOIN dimension AS c_channel
  ON c_channel.dimension = 'channel' AND c_channel.value = v.channel
JOIN dimension AS c_severity
  ON c_severity.dimension = 'severity' AND c_severity.value = v.severity
JOIN dimension AS c_department
  ON c_department.dimension = 'department' AND c_department.value = v.department
JOIN dimension AS c_responsibility
  ON c_responsibility.dimension = 'responsibility'
  AND c_responsibility.value = v.responsibility
JOIN dimension AS c_stage
  ON c_stage.dimension = 'stage' AND c_stage.value = v.stage
