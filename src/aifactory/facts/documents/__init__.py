"""Documents: what a person reads in Markdown, reStructuredText and plain text, with line numbers."""
