"""Scaffolding: a new project from the template."""
