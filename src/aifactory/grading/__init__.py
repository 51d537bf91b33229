"""A trainer's grading session: a roster, its candidates read side by side, marks, likenesses.

Roster, marks, likenesses and the cohort are pure functions of what was read; only `reading` opens
repositories, `session` and `outputs` write files.
"""
