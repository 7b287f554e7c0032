CREATE TABLE dimension AS
SELECT dimension, value, CAST(row_number() OVER (PARTITION BY dimension ORDER BY value) - 1 AS INTEGER) AS code
FROM (
SELECT DISTINCT 'category' AS dimension, category AS value FROM work.events
UNION
SELECT DISTINCT 'category_group' AS dimension, category_group AS value FROM work.events
UNION
SELECT DISTINCT 'channel' AS dimension, channel AS value FROM work.events
UNION
SELECT DISTINCT 'severity' AS dimension, severity AS value FROM work.events
UNION
SELECT DISTINCT 'department' AS dimension, department AS value FROM work.events
UNION
SELECT DISTINCT 'responsibility' AS dimension, responsibility AS value FROM work.events
UNION
SELECT DISTINCT 'stage' AS dimension, stage AS value FROM work.events
UNION
SELECT DISTINCT 'kind' AS dimension, kind AS value FROM work.dwellings
UNION
SELECT DISTINCT 'class' AS dimension, class AS value FROM work.dwellings
UNION
SELECT DISTINCT 'unit_type' AS dimension, unit_type AS value FROM work.communities
UNION
SELECT DISTINCT 'facility' AS dimension, facility AS value FROM work.facilities
UNION
SELECT DISTINCT 'team' AS dimension, team AS value FROM work.posts
UNION
SELECT DISTINCT 'role' AS dimension, role AS value FROM work.posts
UNION
SELECT DISTINCT 'team' AS dimension, team AS value FROM work.ratings
UNION
SELECT DISTINCT 'rater_role' AS dimension, rater_role AS value FROM work.ratings
UNION
SELECT DISTINCT 'indicator' AS dimension, indicator AS value FROM work.indicators
UNION
SELECT DISTINCT 'owner' AS dimension, owner AS value FROM work.tasks
UNION
SELECT DISTINCT 'task_state' AS dimension, task_state AS value FROM work.tasks
UNION
SELECT DISTINCT 'team' AS dimension, team AS value FROM work.teams
UNION
SELECT DISTINCT 'residence' AS dimension, residence AS value FROM work.population
UNION
SELECT DISTINCT 'sex' AS dimension, sex AS value FROM work.population
UNION
SELECT DISTINCT 'age' AS dimension, age AS value FROM work.population
UNION
SELECT DISTINCT 'department' AS dimension, department AS value FROM work.links
) ORDER BY dimension, value;