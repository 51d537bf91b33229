"""What code and configuration really do: uses by rule, and how Python is written."""
