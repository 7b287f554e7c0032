-- A point where there is one, a grid's code where there is none. Each channel writes times in its own way. A telephone
-- number is nothing the cockpit may hold: it is there, masked, to be left unread.
SELECT
    event_id AS "事件编号", CASE WHEN lon IS NULL THEN grid END AS "网格", lon AS "高德经度", lat AS "高德纬度",
    dwelling_id AS "房屋编号", category AS "事件类别",
    CASE channel
        WHEN 'hotline' THEN strftime(reported_at, '%Y-%m-%dT%H:%M:%S+08:00')
        WHEN 'app' THEN strftime(reported_at - INTERVAL 8 HOUR, '%Y-%m-%dT%H:%M:%SZ')
        ELSE moment(reported_at) END AS "上报时间",
    say_events_channel(channel) AS "来源", say_events_severity(severity) AS "程度", department AS "主办部门",
    team AS "处置队伍", responsibility AS "职责类型", moment(filed_at) AS "立案时间", moment(dispatched_at) AS "派遣时间",
    moment(arrived_at) AS "到场时间", moment(handled_at) AS "处置时间", moment(verified_at) AS "核查时间",
    moment(closed_at) AS "结案时间", deadline(due_at) AS "结案时限", deadline(handle_due_at) AS "处置时限",
    deadline(response_due_at) AS "先行联系时限", moment(responded_at) AS "先行联系时间", returns AS "返工次数",
    bounces AS "回退次数", verify_failures AS "核查未过次数", extensions AS "延期次数", moment(supervised_at) AS "督办时间",
    deadline(supervise_due_at) AS "督办时限", moment(reopened_at) AS "重开时间", yes(resolved) AS "是否解决",
    yes(satisfied) AS "是否满意", satisfaction AS "满意度", reporter AS "上报员代号", verifier AS "核查员代号",
    yes(minor) AS "微小事件", yes(urgent) AS "紧急", yes(refused) AS "拒不整改", operation AS "联合行动",
    follows AS "关联事件", CASE WHEN channel = 'hotline' THEN '***' END AS "联系电话"
FROM events
WHERE CAST(year(reported_at) AS VARCHAR) = $part
