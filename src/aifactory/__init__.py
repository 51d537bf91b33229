"""Audit and generate DevSecOps software factories for AI projects."""

from aifactory._version import __version__ as __version__
