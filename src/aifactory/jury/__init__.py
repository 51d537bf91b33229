"""What a jury enters by hand: signed marks, in YAML files that no program writes again."""
