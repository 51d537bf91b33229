"""Records of a team's practice pass; pages about a feature, an example or another matter do not."""

from __future__ import annotations

import pytest

from tests.checks.harness import earned
from tests.checks.test_documents import LONG, PLAN, PROSE

MANUAL = f"""# Indicators, forecasts, roadmap, retrospectives

    tool forecast --by 2026-12-24 --milestone v2.0

## Definitions

| indicator | from, to |
| --- | --- |
| velocity | points of the tickets finished in each of 26 weeks |
| lead time | opening to closing, 85 % within 12 days |

## Forecasts

{LONG} A date is likely to be written 05/01/2026. At least 8 weeks and 5 finished tickets are needed for a plan of 4 weeks.

## Pictures

![Burnup of a made project: done from 0 to 439 points](images/burnup.svg)
![Cycle time of the same project: within 4 days](images/cycle-time.svg)
"""
OPTIONS = """# Forecast chart

- Forecast chart deadline: the date to finish the backlog, e.g. 2026-01-02 for January.
- Forecast chart window: the last day of the sprint to look at, e.g. 2026-01-30.
- Confidence: a percentile, 0.85 by default.
"""
FORECASTER = "# Sunny\n\nSunny is a library for forecasting the yield of solar panels.\n"
KANBAN_TOOL = "# Deck\n\nDeck is a Kanban board for teams that plan on paper.\n"
BOARD_PAGE = (
    "# Board\n\n- To do: cards to take\n- In progress: cards taken up\n- Done: cards in use\n"
)
RECORD = """# Indicators

Date: 2026-03-06

| indicator | value |
| --- | --- |
| velocity | 21 points |
| lead time | 4 days |
"""
MISLEADING = [
    ("indicators-extracted", {"docs/indicators.md": MANUAL}),
    ("roadmap", {"docs/indicators.md": MANUAL}),
    ("roadmap-dated", {"docs/indicators.md": MANUAL}),
    ("forecast", {"docs/indicators.md": MANUAL}),
    ("forecast-uncertain", {"docs/indicators.md": MANUAL}),
    ("retrospective", {"docs/indicators.md": MANUAL}),
    ("indicators-extracted", {"docs/images/burnup.png": b"", "docs/images/throughput.png": b""}),
    (
        "indicators-extracted",
        {
            f"plugins/e2e/change_{n}_time/a.csv": "day,cycle_time\n2026-01-02,3\n"
            for n in ("lead", "cycle")
        },
    ),
    (
        "indicators-extracted",  # a load test
        {"docs/load-2026-03-06.md": "# Issue 12\n\n- Throughput: 1200 req/s\n- Velocity: 3 m/s\n"},
    ),
    (
        "indicators-extracted",  # an explanation with a sample of data
        {
            "docs/metrics/burndown.md": "# Burndown\n\n## Step-by-step example: one sprint\n\n| issue | opened | velocity |\n| --- | --- | --- |\n| 1 | 2026-03-01 | 2 |\n| 2 | 2026-03-02 | 3 |\n"
        },
    ),
    (
        "indicators-extracted",
        {
            "CHANGELOG.md": "# Changes\n\n## 1.2.0 - 2026-03-06\n\n- Velocity: 2 points more\n- Lead time: 3 days\n"
        },
    ),
    (
        "indicators-extracted",  # a branch named for a feature
        {
            "docs/2026-03-06-log.md": "# Log\n\n- Merged multiple-cycle-times: 3 issues\n- Merged filter-throughput: 4 issues\n"
        },
    ),
    (
        "satisfaction-recorded",
        {
            "docs/satisfaction/2026-03-06.md": "# Goals\n\n| goal | measure |\n| --- | --- |\n| 90 % of teams say in the survey that their own satisfaction has become better | x |\n"
        },
    ),
    ("board-designed", {"README.md": KANBAN_TOOL, "docs/board.md": BOARD_PAGE}),
    ("kanban-states", {"README.md": KANBAN_TOOL, "docs/board.md": BOARD_PAGE}),
    ("board-designed", {"skills/plan/SKILL.md": BOARD_PAGE}),
    ("board-designed", {"CHANGELOG.md": "# C\n\nSee https://tree.taiga.io/project/x/issue/5727\n"}),
    (
        "kanban-states",
        {
            "CONTRIBUTING.md": "# Workflow\n\n- Search the issues, both open and closed, first\n- When you believe that a change is ready, say so\n- Work in progress is a draft of the change\n"
        },
    ),
    (
        "roadmap",
        {"README.md": "# D\n\n## Support, contribution & roadmap\n\n- a b\n- c d\n- e f\n"},
    ),
    (
        "roadmap",  # a menu of other projects' roadmaps
        {
            "docs/a.md": "# Milestones and roadmaps\n\n## One\n\n- [roadmap](https://a.org/r)\n- [milestones](https://a.org/m)\n\n## Two\n\n- [roadmap](https://b.org/r)\n\n## Three\n\n- [roadmap](https://c.org/r)\n"
        },
    ),
    ("roadmap", {"docs/meetings/2026-03.md": "# March\n\n## Roadmap\n\n- a b\n- c d\n- e f\n"}),
    ("roadmap", {"CHANGELOG.md": "# C\n\n## [Roadmap]\n\n- Fixed a\n- Fixed b\n- Fixed c\n"}),
    (
        "roadmap",
        {
            "docs/roadmap.md": "# roadmap\n\n## Usage\n\n```sh\ntool roadmap --format svg\n```\n\n- `--format`: svg or png\n"
        },
    ),
    ("roadmap", {"AGENTS.md": "# Roadmap documents\n\n## Roadmap\n\n- a b\n- c d\n- e f\n"}),
    (
        "roadmap-dated",  # numbers of sections, versions of other things, the past
        {
            "docs/audit.md": "# A\n\n## 12. Ahead\n\n### 12.4 Roadmap\n\n- move to less than 0.1% errors\n- follow the OAuth 2.0 standard\n- maintained since December 2016\n- see https://a.org/2026/10/03/why\n"
        },
    ),
    ("macro-micro-linked", {"ROADMAP.md": "# Roadmap\n\n- Milestone Tracker\n- a b\n- c d\n"}),
    (
        "forecast",
        {
            "README.md": f"{FORECASTER}\n- mean of the last 7 days\n- the expected yield of 12 hours\n"
        },
    ),
    ("forecast", {"docs/forecast.md": OPTIONS}),
    (
        "forecast",
        {
            "docs/forecast.md": f"# Forecast experiment\n\n{PROSE}\n\n- took 4.1 hours to run\n- 28 days ahead are expected\n"
        },
    ),
    (
        "forecast",
        {
            "docs/forecast.md": "# How the forecast works\n\n- Sprint 1: 3 points planned\n- Sprint 2: 5 points planned\n"
        },
    ),
    (
        "forecast",
        {"meetings/a.md": "# M\n\n## Release planning\n\nBen: in 6 months.\n\nJo: 36 months.\n"},
    ),
    ("retrospective", {"docs/lessons/2026-03-06.md": f"# Lesson 3\n\n{LONG}\n"}),
    ("retrospective", {"docs/study.md": f"# Retrospective validation of 2026-03-06\n\n{LONG}\n"}),
    ("retrospective", {"docs/ci.md": f"# Rule S8733 retro-flags old code, 2026-03-06\n\n{LONG}\n"}),
    (
        "retrospective",
        {"docs/a.md": f"# Retrospectives\n\n{LONG}\n\n```\ntool --by 2026-12-24\n```\n"},
    ),
    ("retrospective", {"docs/a.md": f"# Retrospectives\n\n{LONG} They began on 2026-12-24.\n"}),
    ("retrospective", {"docs/empreinte.md": f"# Bilan carbone du 6 mars 2026\n\n{LONG}\n"}),
    (
        "retrospective",
        {
            "docs/r.md": f"# Retrospectives\n\nThe form asks. Due date: 2026-03-06, always.\n\n{LONG}\n"
        },
    ),
    ("user-test-protocol", {"docs/whats-new.md": f"# New\n\n## Acceptance tests\n\n{LONG}\n"}),
    ("user-test-protocol", {"docs/a.md": f"# A\n\n## Various usability improvements\n\n{LONG}\n"}),
    ("user-test-protocol", {"docs/a.md": f"# A\n\n## Usability\n\n{LONG}\n"}),
    (
        "user-test-protocol",
        {
            ".github/ISSUE_TEMPLATE/release.md": f"---\nname: Cut a release (alpha, beta)\n---\n{LONG}\n"
        },
    ),
    ("acceptance-tests", {"tests/ops/functional/test_apply.py": "def test_a():\n    assert 1\n"}),
    ("acceptance-tests", {"tests/test_functional_interface.py": "def test_a():\n    assert 1\n"}),
]
REAL = [
    ("indicators-extracted", {"docs/indicators.md": RECORD}),
    (
        "indicators-extracted",
        {"docs/i/2026-03-06-velocity.png": b"", "docs/i/2026-03-06-burnup.svg": b""},
    ),
    (
        "indicators-extracted",
        {"docs/velocity-sprint-3.png": b"", "docs/burndown-sprint-3.png": b""},
    ),
    (
        "indicators-extracted",
        {
            "docs/suivi.md": "# Suivi du 6 mars 2026\n\n## Vélocité\n\n21 points, 9 récits.\n\n## Débit\n\n4 tickets.\n"
        },
    ),
    (
        "indicators-extracted",  # a log by day
        {
            "docs/burndown.md": "# Burndown\n\n| day | burndown | velocity |\n| --- | --- | --- |\n| 2026-03-02 | 21 points | 3 |\n| 2026-03-03 | 18 points | 3 |\n"
        },
    ),
    ("board-designed", {"README.md": KANBAN_TOOL, "CONTRIBUTING.md": BOARD_PAGE}),
    ("kanban-states", {"README.md": KANBAN_TOOL, "CONTRIBUTING.md": BOARD_PAGE}),
    ("board-designed", {"docs/a.md": "# Board\n\nIts columns are To do, In progress and Done.\n"}),
    ("roadmap", {"README.md": "# D\n\n## Limits and roadmap\n\n- a b\n- c d\n- e f\n"}),
    ("roadmap-dated", {"ROADMAP.md": "# Roadmap\n\n- v1.2: one\n- two in 1.3\n- three (2.0)\n"}),
    ("roadmap-dated", {"ROADMAP.md": "# Roadmap\n\n## Demo 2.0\n\n- a\n\n## Demo 3.0\n\n- b\n"}),
    (
        "macro-micro-linked",
        {"ROADMAP.md": "# Roadmap\n\n- a thing, milestone Alpha\n- c d\n- e f\n"},
    ),
    ("forecast", {"README.md": FORECASTER, "docs/sprint-plan.md": PLAN}),
    ("forecast", {"README.md": FORECASTER, "docs/forecasts/2026-05-04.md": PLAN}),
    (
        "forecast",
        {
            "docs/previsionnel.md": "# Prévisionnel\n\n| récit | charge | prévu pour |\n| --- | --- | --- |\n| Lire | 3 jours | 4 mai |\n| Servir | 5 jours | 11 mai |\n"
        },
    ),
    ("retrospective", {"docs/retro.md": f"# Retrospective\n\nDate: 6 March 2026\n\n{LONG}\n"}),
    (
        "retrospective",  # lines that Markdown joins
        {
            "docs/r.md": f"# Retrospective\n\nTeam: Ada, Bo\n**Date:** 2026-03-06\nLed by Bo\n\n{LONG}\n"
        },
    ),
    (
        "retrospective",
        {"docs/retro.md": f"---\ndate: 2026-03-06\n---\n# Retrospective\n\n{LONG}\n"},
    ),
    (
        "retrospective",
        {"docs/retro.md": f"# Rétrospectives\n\n## Tenue le 6 mars 2026\n\n{LONG}\n"},
    ),
    ("retrospective", {"docs/2026-03-06-outage.md": f"# Outage\n\n## Lessons learned\n\n{LONG}\n"}),
    (
        "user-test-protocol",
        {"docs/a.md": f"# A\n\n## Usability\n\nA participant is asked. {LONG}\n"},
    ),
    ("acceptance-tests", {"tests/functional/test_apply.py": "def test_a():\n    assert 1\n"}),
]


@pytest.mark.parametrize(("check", "files"), REAL)
def test_a_record_passes(check: str, files: dict[str, str | bytes]) -> None:
    assert earned(check, files) > 0


@pytest.mark.parametrize(("check", "files"), MISLEADING)
def test_what_only_looks_like_one_does_not(check: str, files: dict[str, str | bytes]) -> None:
    assert earned(check, files) == 0
