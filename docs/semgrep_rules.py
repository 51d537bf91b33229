"""The table of Semgrep rules: `python docs/semgrep_rules.py > docs/semgrep-rules.md`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

RULES = Path(__file__).parents[1] / "policies" / "semgrep"
HEAD = """\
# Semgrep rules for AI code

{count} rules for Python, in `policies/semgrep` of this repository and of every project made from
the template. Written by `docs/semgrep_rules.py` from the rules; do not edit.

```sh
semgrep scan --metrics=off --error --config policies/semgrep src   # scan a project
semgrep scan --metrics=off --test policies/semgrep                 # test the rules on their cases
```

A finding that is right but accepted is answered on its line, `# nosemgrep: RULE`, with the reason
above it. Messages are English; `message-fr` in a rule's metadata says the same in French. Each file
of rules has its cases beside it: `# ruleid:` must be reported, `# ok:` must not.

What they cannot see: the free engine follows a value within one function, so a model's answer that
one function returns and another runs is missed. Names decide where types cannot: `llm.invoke`,
`tokenizer.decode`, a parameter called `question`.
"""
COLUMNS = """\
| rule | severity | confidence | CWE | OWASP LLM | what to do |
|---|---|---|---|---|---|"""


def table(path: Path) -> str:
    """The rules of one file as a section, with the theme its first line names."""
    text = path.read_text("utf-8")
    theme = text.splitlines()[0].removeprefix("# ")
    rows = [row(rule) for rule in yaml.safe_load(text)["rules"]]
    return "\n".join([f"\n## {path.stem}\n", theme + "\n", COLUMNS, *rows])


def row(rule: dict[str, Any]) -> str:
    """One rule as a line of the table."""
    told = rule["metadata"]
    short = (told[key].split(":")[0].replace("none", "–") for key in ("cwe", "owasp-llm"))
    name = f"`{rule['id']}`"
    levels = (rule["severity"].lower(), told["confidence"].lower())
    message = " ".join(rule["message"].split())
    return f"| {' | '.join((name, *levels, *short, message))} |"


def page() -> str:
    """The whole page."""
    sections = [table(path) for path in sorted(RULES.glob("*.yml"))]
    count = sum(section.count("\n| `") for section in sections)
    return "\n".join([HEAD.format(count=count).rstrip("\n"), *sections])


if __name__ == "__main__":
    print(page())
