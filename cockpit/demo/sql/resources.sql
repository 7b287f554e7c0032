-- Residents of each community on the last day: what targets and indicators are measured by.
CREATE VIEW community_people AS
SELECT
    g.community, g.town, any_value(g.town_name) AS town_name, any_value(g.place) AS place,
    CAST(coalesce(sum(r.residents), 0) AS BIGINT) AS residents,
    CAST(coalesce(sum(r.floating), 0) AS BIGINT) AS floating
FROM grid AS g
LEFT JOIN register AS r ON r.g = g.g AND (r.to_d IS NULL OR r.to_d >= getvariable('last')) AND r.from_d <= getvariable('last')
GROUP BY g.community, g.town
ORDER BY g.community;
