"""The forge of a repository (GitHub or GitLab): its reader and its writer."""
