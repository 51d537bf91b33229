"""The dissertation: an outline to begin with, and what can be counted in what was written."""
