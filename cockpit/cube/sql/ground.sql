-- The ground of every base grid, measured by the geography, while the grid exists.
CREATE TABLE work.grounds AS
SELECT
    g, area_km2 AS km2, coalesce(valid_from, DATE '0001-01-01') AS enters, valid_to + 1 AS leaves
FROM unit
WHERE tree = 'admin' AND leaf;
