SELECT * EXCLUDE (wrong) FROM register WHERE wrong
