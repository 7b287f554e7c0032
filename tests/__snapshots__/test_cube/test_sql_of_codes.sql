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
) ORDER BY dimension, value;