"""Audit and generate DevSecOps software factories for AI projects."""

__version__ = "0.2.0"
