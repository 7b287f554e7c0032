SELECT b.code AS "警格编码", u.name AS "警格名称", b.geometry
FROM boundaries AS b
JOIN units AS u USING (tree, code)
WHERE b.tree = 'police'
