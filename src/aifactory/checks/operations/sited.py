"""Uses that speak for what is deployed: none of a test's, a trial's or a workstation's files."""

from __future__ import annotations

import re

from aifactory.checks.finding import Facts
from aifactory.checks.using import MADE, uses
from aifactory.facts.code.model import Use

ELSEWHERE = re.compile(
    r"(?:^|/)(?:tests?|testing|testdata|e2e|ci|\.ci|\.github|\.gitlab|\.circleci|\.devcontainer|load[-_]?test\w*"
    r"|fixtures?|samples?|seeds?|seeders?|localdev|local-dev|dev)/",
    re.I,
)
OF_WORKSTATION = re.compile(
    r"compose[^/]*[._-](?:dev|devel|development|local|test|tests|testing|ci|build|example|sample|e2e)\w*[._-]"
    r"|(?:dev|local|test|ci|override)[._-](?:docker-)?compose|compose\.override",
    re.I,
)


def sited(facts: Facts, *names: str) -> tuple[Use, ...]:
    """Uses in files of the product and of its deployment, product code first."""
    return tuple(
        use
        for use in uses(facts, *names, roles=MADE)
        if not ELSEWHERE.search(use.path) and not OF_WORKSTATION.search(use.path)
    )
