import pytest

from aifactory.model import Evidence, Subject
from aifactory.render.links import Forge
from tests.render.cards import OID

HERE = Evidence("src/a b#1.py", 3)


@pytest.mark.parametrize(
    ("url", "link"),
    [
        (
            "https://github.com/acme/x.git",
            f"https://github.com/acme/x/blob/{OID}/src/a%20b%231.py#L3",
        ),
        (
            "https://user:secret@github.com/acme/x",
            f"https://github.com/acme/x/blob/{OID}/src/a%20b%231.py#L3",
        ),
        ("git@github.com:acme/x.git", f"https://github.com/acme/x/blob/{OID}/src/a%20b%231.py#L3"),
        ("https://gitlab.com/a/b/c", f"https://gitlab.com/a/b/c/-/blob/{OID}/src/a%20b%231.py#L3"),
        (
            "https://gitlab.acme.example/a/b",
            f"https://gitlab.acme.example/a/b/-/blob/{OID}/src/a%20b%231.py#L3",
        ),
        ("https://github.com.evil.example/acme/x", ""),
        ("https://notgithub.com/acme/x", ""),
        ("https://github.com/acme/x)](javascript:", ""),
        ("/srv/git/x", ""),
        ("", ""),
    ],
)
def test_a_line_of_a_file(url, link):
    assert Forge(Subject("x", url, OID)).link(HERE) == link


@pytest.mark.parametrize(
    ("evidence", "link"),
    [
        (Evidence("README.md", 3), f"/blob/{OID}/README.md?plain=1#L3"),
        (Evidence("README.md"), f"/blob/{OID}/README.md"),
        (Evidence("caf\udce9.py", 1), f"/blob/{OID}/caf%E9.py#L1"),
        (Evidence(commit=OID), f"/commit/{OID}"),
        (Evidence(tag="v1 \n"), "/tree/v1%20%0A"),
        (Evidence(url="https://github.com/acme/x/issues/7"), "/issues/7"),
        (Evidence(url="https://github.com/acme/x/issues/7>)"), None),
        (Evidence(url="https://evil.example/"), None),
        (Evidence(url="javascript:alert(1)"), None),
        (Evidence(commit="HEAD"), None),
        (Evidence(text="words"), None),
    ],
)
def test_other_evidence_on_github(evidence, link):
    found = Forge(Subject("x", "https://github.com/acme/x", OID)).link(evidence)
    assert found == ("" if link is None else f"https://github.com/acme/x{link}")
