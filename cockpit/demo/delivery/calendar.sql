SELECT strftime(date, '%Y%m%d') AS "日期", yes(working) AS "是否上班" FROM calendar
