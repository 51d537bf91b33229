"""Hold teams to thresholds: `thresholds` reads what people wrote, `judging` (pure) compares,
`showing` says it to people, CI and programs.
"""
