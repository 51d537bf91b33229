"""Pipelines: CI of every provider in one model, and what its steps really do."""
