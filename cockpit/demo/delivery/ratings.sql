-- Residents fill in forms, in full-width digits.
SELECT
    unit AS "单位编码", team AS "队伍", rater AS "评分方代号", say_ratings_rater_role(rater_role) AS "评分方",
    rated_on AS "评分日期",
    CASE WHEN rater_role = 'residents' THEN translate(CAST(score AS VARCHAR), '0123456789.', '０１２３４５６７８９．')
        ELSE CAST(score AS VARCHAR) END AS "得分"
FROM ratings
