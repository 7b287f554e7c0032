-- running_stock_covers_enters_leaves, running_stock_dues_enters_leaves
SELECT unit, 0 AS step, dwellings_covered FROM running_stock_covers_enters_leaves WHERE unit BETWEEN ? AND ? AND dt BETWEEN ? AND ? AND until > ?
UNION ALL SELECT unit, 1 AS step, dwellings_covered FROM running_stock_covers_enters_leaves WHERE unit BETWEEN ? AND ? AND dt BETWEEN ? AND ? AND until > ?
SELECT unit, 0 AS step, dwellings_due, dwelling_rows_due, visits_due, visits_asked FROM running_stock_dues_enters_leaves WHERE unit BETWEEN ? AND ? AND dt BETWEEN ? AND ? AND until > ?
UNION ALL SELECT unit, 1 AS step, dwellings_due, dwelling_rows_due, visits_due, visits_asked FROM running_stock_dues_enters_leaves WHERE unit BETWEEN ? AND ? AND dt BETWEEN ? AND ? AND until > ?
