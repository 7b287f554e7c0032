-- Which months of the monthly tables each part of the city delivered.
CREATE TABLE delivery AS
SELECT 'population' AS name, lo, hi, month FROM work.population_months
UNION ALL
SELECT 'links' AS name, lo, hi, month FROM work.links_months
ORDER BY name, lo, month;
