"""Remedies: what a repository lacks, added to it as edits that keep all that is there.

Planning is pure: facts and a tree in, edits out. Only `applying` touches a repository.
"""
