"""Full-text search of tickets, exact as LIKE '%…%' and the newest first, the same on SQLite and on PostgreSQL.

Written with a ticket's change, in its transaction: one row with the folded text, marked pending (`keeping`). Later, in
small transactions of its own (`indexer`): postings, by blocks of tickets. A search looks pending texts through and
takes the others from the postings, the newest block first; each is compared with its text before it is shown
(`finding`; in the order of due times: `due`). So postings may say too much, never too little, and a search is right at
any moment. Why so: decision 80.
"""
