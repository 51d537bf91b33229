"""Every example of a verdict is a repository that the auditor judges as the page says."""

from __future__ import annotations

import pytest
from making import examples

from aifactory import policy
from tests.docs.pages import Site
from tests.docs.test_reference import flat

CASES = [
    (check.id, number)
    for _pack, _criterion, checks in examples.chapters()
    for check in checks
    for number in range(len(examples.examples()[check.id]))
]


@pytest.mark.parametrize(("check", "number"), CASES)
def test_the_auditor_says_so(check: str, number: int) -> None:
    (pack,) = (one for one, _, checks in examples.chapters() if check in {c.id for c in checks})
    example = examples.examples()[check][number]
    found = examples.verdict(check, pack, example)
    assert found.verdict == example.verdict, f"{example.en}: {found.message}"


def test_each_check_of_bloc4_passes_and_is_imitated() -> None:
    for check in policy.load("bloc4").checks():
        shown = examples.examples()[check.id]
        assert any(one.verdict == "pass" for one in shown), check.id
        assert any(one.misleads for one in shown), check.id
        assert check.partial == 0 or any(one.verdict == "partial" for one in shown), check.id
        for one in shown:
            assert one.misleads == (one.verdict in ("fail", "unknown")), one.en
            assert one.en != one.fr


def test_each_example_is_on_its_page_in_both_languages(site: Site) -> None:
    for check, place in examples.places().items():
        for lang in ("en", "fr"):
            page = site.pages[f"verdicts/{lang}/{place}.html"]
            assert check in page.anchors
            for one in examples.examples()[check]:
                assert flat(getattr(one, lang)) in flat(page.text), (check, lang)
                assert all(name in page.text for name in one.files)
