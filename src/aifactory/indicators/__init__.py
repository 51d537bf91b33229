"""Indicators of how work flows: pure functions of tickets, requests and deployments."""
