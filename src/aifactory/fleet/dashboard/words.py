"""Every word of the page in one language; the script fills the `{holes}`."""

from __future__ import annotations

from aifactory.render.translate import Speech


def words(_: Speech) -> dict[str, str]:
    """Sentences by the names that the page gives them."""
    return {name: _.typeset(said) for name, said in {**_page(_), **_table(_), **_acts(_)}.items()}


def _page(_: Speech) -> dict[str, str]:
    return {
        "language": "Français" if _.lang == "en" else "English",
        "kind": _("Audit of a software factory"),
        "title": _("The fleet"),
        "skip": _("Skip to the table"),
        "contents": _("Contents"),
        "made": _("As of {day}"),
        "files": _("Download"),
        "policy": _("Policy"),
        "team": _("Team"),
        "whole": _("the whole fleet"),
        "teamless": _("without a team"),
        "repositories": _("Repositories"),
        "trends": _("Trends"),
        "teams": _("Teams"),
        "weakest": _("Weakest criteria"),
        "remedies": _("What would gain most"),
        "freshness": _("Freshness"),
        "failures": _("Failures"),
        "scored": _("Scored"),
        "validated": _("Validated"),
        "median": _("Median"),
        "mean": _("Mean"),
        "least": _("Least"),
        "failing": _("Failing"),
        "of": _("{n} of {whole}"),
        "nothing": _("nothing"),
        "script": _("This page needs JavaScript; the same figures stand in the files beside it."),
    }


def _table(_: Speech) -> dict[str, str]:
    return {
        "filters": _("Filters"),
        "search": _("Search"),
        "searched": _("name, address or team"),
        "standing": _("Standing"),
        "any": _("any"),
        "yes": _("validated"),
        "near": _("within reach"),
        "no": _("not validated"),
        "unread": _("not read"),
        "fails": _("failing now"),
        "least-score": _("Score from"),
        "most-score": _("to"),
        "check": _("Check"),
        "verdict": _("Verdict"),
        "missing": _("failed or partly"),
        "p": _("passed"),
        "h": _("partly"),
        "f": _("failed"),
        "u": _("unknown"),
        "w": _("waived"),
        "reset": _("Show all"),
        "shown": _("{n} of {whole} repositories"),
        "none": _("No repository matches these filters."),
        "matrix": _("Repositories and their points for each criterion; the heads sort"),
        "repository": _("Repository"),
        "score": _("Score"),
        "read": _("Read"),
        "today": _("today"),
        "days": _("{n} d"),
        "never": _("never"),
        "details": _("Details of {name}"),
        "close": _("Close"),
        "commit": _("Commit"),
        "read-on": _("Read on"),
        "reason": _("Reason"),
        "worth": _("{points} of {total}"),
        "key": _("Share of a criterion's points; – was not read."),
        "nothing-missing": _("Nothing is missing."),
    }


def _acts(_: Speech) -> dict[str, str]:
    return {
        "criterion": _("Criterion"),
        "points": _("Points"),
        "share": _("Share of points"),
        "no-points": _("With none"),
        "all-points": _("With all"),
        "trend": _("Trend"),
        "change": _("Change"),
        "since": _("Change since {day}, in points of percent"),
        "course": _("Share of points, and of repositories that are validated"),
        "points-line": _("share of points"),
        "valid-line": _("validated repositories"),
        "course-told": _("{name}: from {first} on {from} to {last} on {to}"),
        "one-day": _("There is one day so far; a trend shows from the second on."),
        "remedy": _("Remedy"),
        "gain": _("Points to gain"),
        "missing-in": _("Repositories"),
        "effort": _("Effort, about"),
        "hours": _("{n} h"),
        "per-hour": _("Points an hour"),
        "would-validate": _("Validated by it alone"),
        "after": _("after: {names}"),
        "show": _("Show them"),
        "show-all": _("Show all {n}"),
        "gain-note": _(
            "Points that a remedy would gain, over all repositories in which its check failed; "
            "what is unknown or waived is not counted."
        ),
        "fresh-note": _("A repository found unchanged is as fresh as one that was read."),
        "unlisted": _("No longer in any inventory: {n}"),
        "unlisted-note": _(
            "These left their organisation, list or folder. They are counted in nothing here."
        ),
        "since-day": _("since {day}"),
        "day": _("within a day"),
        "week": _("within a week"),
        "month": _("within 30 days"),
        "older": _("older"),
        "runs": _("Runs"),
        "first": _("Since"),
        "no-failure": _("Nothing fails."),
    }
