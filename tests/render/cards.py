"""Scorecards made by hand: a plausible one, and one whose every quoted field is hostile."""

from __future__ import annotations

from msgspec.structs import replace

from aifactory.model import (
    Apart,
    CheckResult,
    CriterionResult,
    Evidence,
    Help,
    Overview,
    Part,
    PolicyRef,
    Score,
    Scorecard,
    SourceState,
    Subject,
    Text,
    plural,
)

OID = "0123456789abcdef0123456789abcdef01234567"
HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07[/nope][bold]x[/bold] :smile: \u202egpj.exe\u202c\x9b31m"
    "\r\nsecond | line `tick` ``two`` <script>alert(1)</script> ![i](http://e.example/p.png)"
    " [l](javascript:alert(1)) @someone #12 https://e.example/?a=1&b=2 www.e.example"
    " $x$ \udcff\ud800 \u200b\u2028 {n} {0.__class__} \x00 **b** &lt; ~~s~~ $$"
)

README = Evidence("README.md", 3, text="A library that learns features from tables of data.")
WORKFLOW = Evidence(".github/workflows/ci.yml", 14, text="run: make test")
MAKE = Evidence("Makefile", 8, text="\tpytest -q --cov=src tests")


def presentation() -> CriterionResult:
    checks = (
        CheckResult(
            "dataset-documented",
            "The data are presented",
            0.5,
            0.0,
            "fail",
            "files",
            (),
            Text("no heading names data in {count} documents", {"count": 12}),
            "Add a heading “Data” to `README.md` with 25 words\n  or a table on its origin.",
        ),
        CheckResult(
            "readme-purpose",
            "The README says what the project is for",
            0.5,
            0.5,
            "pass",
            "files",
            (README,),
            plural("{n} word of prose", "{n} words of prose", 42),
            "",
        ),
        CheckResult(
            "readme-usage",
            "The README says how to use it",
            0.25,
            0.25,
            "pass",
            "files",
            (
                Evidence(
                    "docs/en/getting-started/installation-and-first-steps/first.md",
                    120,
                    text="$ pip install x",
                ),
            ),
            Text("a command under the heading {heading}", {"heading": "Usage"}),
            "",
        ),
        CheckResult(
            "results-presented",
            "The results are presented with figures",
            0.75,
            0.25,
            "partial",
            "files",
            (Evidence("MODEL_CARD.md", 30, text="| accuracy | 0.93 |"),),
            Text("a table, but no picture"),
            "Add a figure below the heading “Results”.",
        ),
    )
    title = "Presents the artificial-intelligence project and its datasets clearly to everybody"
    return CriterionResult("B4Cr1", (), title, 2, 1.0, 1.0, 0, "What is it for?", checks)


def delivery() -> CriterionResult:
    evidence = (WORKFLOW, MAKE, Evidence(commit=OID), Evidence(tag="v1.2.0", commit=OID))
    url = Evidence(url="https://github.com/acme/features/issues/7", text="Crash on empty input")
    checks = (
        CheckResult(
            "ci-tests",
            "CI runs the tests",
            0.5,
            0.5,
            "pass",
            "files",
            (*evidence, url, README),
            Text("CI runs {command} on push", {"command": "pytest"}),
            "",
        ),
        CheckResult(
            "delivery-cadence",
            "Deliveries come every week or month",
            1.0,
            0.0,
            "unknown",
            "git or forge",
            (),
            Text("the forge was not read"),
            "Give a token.",
        ),
        CheckResult(
            "tree-clean",
            "Nothing is tracked that should not be",
            0.5,
            0.0,
            "waived",
            "files",
            (Evidence("model.bin"),),
            Text("waived until {date}: {reason}", {"date": "2027-01-01", "reason": "kept"}),
            "",
        ),
    )
    title = "Automated build, unit tests and deployment"
    return CriterionResult("B4Cr9", ("B5Cr9",), title, 2, 0.5, 1.5, 0.5, "How often?", checks)


def card() -> Scorecard:
    """A plausible scorecard: every verdict, every kind of evidence, a missing source."""
    return Scorecard(
        Subject(
            "features", "https://github.com/acme/features", OID, "main", "2026-11-20", "2026-05-04"
        ),
        PolicyRef("bloc4", "2026.1", "Bloc 4", 2, 4),
        {
            "files": SourceState("read"),
            "git": SourceState("read"),
            "forge": SourceState(
                "missing",
                Text("no token was given"),
                Text("set {name}", {"name": "GITHUB_TOKEN"}),
            ),
        },
        Score(1.5, 2.5, 0.5, False),
        (presentation(), delivery()),
        (plural("{n} file was passed over", "{n} files were passed over", 2),),
    )


def hostile() -> Scorecard:
    """Every field that can quote the audited repository quotes HOSTILE."""
    base = card()
    evidence = Evidence(HOSTILE, 3, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    message = Text("found {what} by {n}", {"what": HOSTILE, "n": 2})
    criteria = tuple(
        replace(
            one,
            checks=tuple(replace(c, evidence=(evidence,), message=message) for c in one.checks),
        )
        for one in base.criteria
    )
    state = SourceState("partial", message, message)
    return replace(
        base,
        subject=Subject(HOSTILE, HOSTILE, HOSTILE, HOSTILE, "2026-11-20", "2026-05-04"),
        sources={"files": state, "git": state, "forge": state},
        criteria=criteria,
        notes=(message,),
    )


def jury() -> Scorecard:
    """A scorecard that takes the least of its criteria; a jury has answered one question of two."""
    base = card()
    first, second = base.criteria
    asked = replace(
        first.checks[0],
        id="pitch-heard",
        title="The need is presented",
        verdict="unknown",
        source="jury",
        evidence=(README,),
        message=Text("a page on the need"),
        help=Help(asks="Whose need is it,\n  and how do you know?"),
    )
    told = Text(
        "mark of {by}, {date}: {reason}",
        {"by": "Ms Martin", "date": "2026-11-20", "reason": "clear"},
    )
    marked = replace(asked, id="sample-shown", title="The data are shown", verdict="partial")
    marked = replace(marked, earned=0.25, message=told)
    criteria = (
        replace(first, id="M1", points=1, proven=0.25, reach=0.75, checks=(asked, marked)),
        replace(second, id="M2", aliases=(), points=1.5, proven=0.5, reach=0.5, waived=0.5),
    )
    reason = plural("{n} question awaits the jury", "{n} questions await the jury", 1)
    supply = Text("enter the jury's marks with --jury FILE")
    return replace(
        base,
        policy=PolicyRef("mltest", "1", "Readiness of the tests", 0.5, 1, "minimum"),
        sources={"files": SourceState("read"), "jury": SourceState("partial", reason, supply)},
        score=Score(0.25, 0.5, 0.25, False, "a research project"),
        criteria=criteria,
        notes=(),
    )


def together() -> tuple[list[Scorecard], Overview]:
    """Four scorecards of one repository, and what they say together."""
    base = card()
    policy = replace(base.policy, id="bloc1", title="Bloc 1: data for the artificial intelligence")
    score = replace(base.score, proven=2, reach=2.5, validated=True)
    done = replace(base, policy=policy, score=score)
    far = replace(base, policy=replace(base.policy, id="devops", title="DevOps", threshold=3))
    overview = Overview(
        title="Certification",
        parts=(Part("bloc1", 0), Part("bloc2"), Part("bloc3"), Part("bloc4", 1)),
        apart=(Apart("Dissertation", "read by people; `aifactory memoire check FILE` counts"),),
        further=(2, 3),
        whole=True,
    )
    return [done, base, jury(), far], overview
