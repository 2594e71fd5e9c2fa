"""The life of a ticket under its regulation: which moves are allowed to whom and why, what they need, what follows.

Pure but for `scheduler` and the files beside it that say so. What is possible at all is `ticketing.states`'.
"""
