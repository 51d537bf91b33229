"""Facts: what the files, the history and the forge of a repository mean."""
