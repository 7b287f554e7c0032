-- What both files of the housing register hold, `wrong` marking rows that the first file has wrong.
CREATE TEMP VIEW register AS
SELECT
    dwelling_id AS "房屋编号", grid AS "所属网格", lon AS "百度经度", lat AS "百度纬度", building AS "楼栋编号",
    sequence AS "巡查顺序", say_dwellings_kind(kind) AS "用途", say_dwellings_class(class) AS "风险等级",
    count AS "套数", rooms AS "间数", format('{:,.1f}', area_m2) AS "建筑面积", residents AS "实有人口",
    registered AS "户籍", absent AS "人户分离", elsewhere AS "本市外区", floating AS "外来", overseas AS "境外",
    interval_days AS "巡查周期", strftime(from_date, '%Y/%-m/%-d') AS "起始日期",
    strftime(to_date, '%Y/%-m/%-d') AS "终止日期", '在册' AS "状态",
    hash(dwelling_id, from_date) % 400 = 0 AS wrong
FROM dwellings
