SELECT b.code AS "网格编码", u.name AS "网格名称", b.geometry
FROM boundaries AS b
JOIN units AS u USING (tree, code)
WHERE b.tree = 'admin'
