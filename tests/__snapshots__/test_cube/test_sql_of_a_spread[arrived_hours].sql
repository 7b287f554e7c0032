CREATE TABLE spread_arrived_hours AS
SELECT g, CAST(reported_at AS DATE) AS dt, code_category AS category, code_category_group AS category_group, code_channel AS channel, code_severity AS severity, code_department AS department, code_responsibility AS responsibility, code_stage AS stage, CAST(arrived_hours AS DOUBLE) AS value
FROM (SELECT v.*, c_category.code AS code_category, c_category_group.code AS code_category_group, c_channel.code AS code_channel, c_severity.code AS code_severity, c_department.code AS code_department, c_responsibility.code AS code_responsibility, c_stage.code AS code_stage FROM work.events AS v JOIN dimension AS c_category ON c_category.dimension = 'category' AND c_category.value = v.category JOIN dimension AS c_category_group ON c_category_group.dimension = 'category_group' AND c_category_group.value = v.category_group JOIN dimension AS c_channel ON c_channel.dimension = 'channel' AND c_channel.value = v.channel JOIN dimension AS c_severity ON c_severity.dimension = 'severity' AND c_severity.value = v.severity JOIN dimension AS c_department ON c_department.dimension = 'department' AND c_department.value = v.department JOIN dimension AS c_responsibility ON c_responsibility.dimension = 'responsibility' AND c_responsibility.value = v.responsibility JOIN dimension AS c_stage ON c_stage.dimension = 'stage' AND c_stage.value = v.stage)
WHERE reported_at IS NOT NULL AND (arrived_hours) IS NOT NULL
ORDER BY g, dt;
CREATE TABLE histogram_arrived_hours AS
WITH large AS (
    SELECT s.unit FROM spread_arrived_hours AS v JOIN work.grid_unit AS s ON s.g = v.g
    GROUP BY s.unit HAVING count(*) > 200000
)
SELECT s.unit, v.dt, CAST(CASE WHEN abs(v.value) < 0.0003 THEN 0 ELSE sign(v.value) * (floor(ln(abs(v.value) / 0.0003) / ln(1.04)) + 1) END AS INTEGER) AS bucket, CAST(count(*) AS BIGINT) AS n
FROM spread_arrived_hours AS v JOIN work.grid_unit AS s ON s.g = v.g
WHERE s.unit IN (SELECT unit FROM large)
GROUP BY ALL ORDER BY s.unit, v.dt;