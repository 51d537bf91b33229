"""Requests to merge a change, opened across the fleet: planned first, once each, taken up again.

`campaign` says what is asked for, `choosing` of whom, `preparing` makes the commits, `delivering`
opens the request, `running` ties them to the store.
"""
