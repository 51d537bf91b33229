"""Renderers: one scorecard, many forms."""
