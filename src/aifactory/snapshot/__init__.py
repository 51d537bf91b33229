"""A repository at one commit, read without executing anything of it."""
