-- Two exports that overlap by a day.
SELECT
    dwelling_id AS "房屋编号", strftime(inspected_at, '%d/%m/%Y %H:%M:%S') AS "巡查时间", inspector AS "巡查员代号",
    yes(entered) AS "是否入户", persons_found AS "发现人数", yes(changed) AS "信息有变", hazards AS "隐患数",
    hazards_fixed AS "整改数"
FROM inspections
WHERE CASE WHEN $part = '2' THEN CAST(inspected_at AS DATE) >= (SELECT CAST(median(inspected_at) AS DATE) FROM inspections)
    ELSE CAST(inspected_at AS DATE) <= (SELECT CAST(median(inspected_at) AS DATE) FROM inspections) END
