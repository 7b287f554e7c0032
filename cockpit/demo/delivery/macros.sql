-- How an operator writes values.
CREATE MACRO yes(v) AS CASE WHEN v THEN '是' WHEN NOT v THEN '否' END;

CREATE MACRO moment(t) AS strftime(t, '%Y-%m-%d %H:%M:%S');

-- A deadline at the end of a day is just that day.
CREATE MACRO deadline(t) AS CASE WHEN CAST(t AS TIME) = TIME '23:59:59.999999' THEN strftime(t, '%Y-%m-%d')
    ELSE moment(t) END;
