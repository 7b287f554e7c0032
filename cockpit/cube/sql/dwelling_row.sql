-- Every row of the register, for lists.
SELECT CAST(d.no AS INTEGER) AS no, d.g, d.dwelling_id, d.building, d.sequence, d.lon, d.lat, d.from_date, d.to_date
FROM work.dwellings AS d
