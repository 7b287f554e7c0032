SELECT say_units_tree(b.tree) AS "体系", b.code AS "编码", u.name AS "名称", b.geometry
FROM boundaries AS b
JOIN units AS u USING (tree, code)
WHERE b.tree NOT IN ('admin', 'police')
