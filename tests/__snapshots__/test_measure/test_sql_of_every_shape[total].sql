-- running_stock_covers_enters_leaves, running_stock_dues_enters_leaves
SELECT unit, dt, dwellings_covered FROM running_stock_covers_enters_leaves WHERE unit = ? ORDER BY unit, dt
SELECT unit, dt, dwellings_due, dwelling_rows_due, visits_due, visits_asked FROM running_stock_dues_enters_leaves WHERE unit = ? ORDER BY unit, dt
