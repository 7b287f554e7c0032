CREATE TABLE work.counted_grounds AS
SELECT v.g
FROM work.grounds AS v;