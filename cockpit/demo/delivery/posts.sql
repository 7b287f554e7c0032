SELECT
    post_id AS "岗位编号", unit AS "单位编码", team AS "队伍", role AS "岗位", holder AS "任职代号", duty AS "职责",
    yes(filled) AS "是否在编", yes(on_post) AS "是否在岗", yes(certified) AS "是否持证", since AS "任职日期"
FROM posts
