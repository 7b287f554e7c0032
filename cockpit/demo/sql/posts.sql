-- Holders by the same pseudonyms that inspections and events carry; a vacant post has none.
CREATE VIEW posts AS
SELECT * EXCLUDE (number), CASE WHEN filled THEN inspector_name(number) END AS holder
FROM numbered_posts;
