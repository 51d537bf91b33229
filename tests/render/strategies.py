"""Any scorecard, with any text wherever a repository or a policy can put text."""

from __future__ import annotations

from hypothesis import strategies as st

from aifactory.model import (
    CheckResult,
    CriterionResult,
    Evidence,
    PolicyRef,
    Score,
    Scorecard,
    SourceState,
    Subject,
    Text,
)
from tests.render.cards import HOSTILE

ALPHABET = st.one_of(
    st.characters(),  # lone surrogates included
    st.sampled_from("`|<>[]()!*_~\\\n\r\x1b\x9b\u202e@#$: "),
)
texts = st.one_of(st.text(ALPHABET, max_size=25), st.just(HOSTILE), st.sampled_from(["", "main"]))
names = st.text(ALPHABET, min_size=1, max_size=12)
points = st.integers(0, 400).map(lambda n: n / 16)
messages = st.builds(
    Text,
    st.sampled_from(["", "found {what}", "{n} file was passed over"]),
    st.dictionaries(
        st.sampled_from(["what", "n", "self", "msgid"]),
        st.one_of(texts, st.integers(), points),
    ),
    st.sampled_from(["", "{n} files were passed over"]),
)
evidences = st.builds(Evidence, texts, st.integers(0, 9999), texts, texts, texts, texts)
checks = st.builds(
    CheckResult,
    id=names,
    title=texts,
    points=points,
    earned=points,
    verdict=st.sampled_from(["pass", "partial", "fail", "unknown", "waived"]),
    source=st.sampled_from(["files", "git or forge", "files or forge"]),
    evidence=st.lists(evidences, max_size=6).map(tuple),
    message=messages,
    remedy=texts,
)
criteria = st.builds(
    CriterionResult,
    id=names,
    aliases=st.lists(texts, max_size=2).map(tuple),
    title=texts,
    points=points,
    proven=points,
    reach=points,
    waived=points,
    question=texts,
    checks=st.lists(checks, max_size=3).map(tuple),
)
states = st.builds(
    SourceState,
    st.sampled_from(["read", "partial", "missing"]),
    st.none() | messages,
    st.none() | messages,
)
scorecards = st.builds(
    Scorecard,
    subject=st.builds(Subject, texts, texts, texts, texts, texts, texts),
    policy=st.builds(PolicyRef, names, texts, texts, points, points),
    sources=st.fixed_dictionaries({"files": states, "git": states, "forge": states}),
    score=st.builds(Score, points, points, points, st.booleans()),
    criteria=st.lists(criteria, max_size=3).map(tuple),
    notes=st.lists(messages, max_size=2).map(tuple),
)
