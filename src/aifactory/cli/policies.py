"""`aifactory policies`: the packs that come with the package, and the schema of one's own."""

from __future__ import annotations

import argparse
import sys
from gettext import gettext as _

from aifactory.cli import Subparsers, arguments, output


def add_parser(subparsers: Subparsers) -> None:
    """Add the `policies` command."""
    parser = subparsers.add_parser(
        "policies", description=_("List the policies that a repository can be audited against.")
    )
    parser.add_argument(
        "--schema",
        action="store_true",
        help=_("print the JSON Schema of packs, for an editor or for --policy FILE"),
    )
    parser.add_argument(
        "--jury-form",
        action="append",
        default=[],
        metavar=_("NAME|FILE"),
        help=_(
            "print an empty form for what only a jury can judge in this policy, or in all; may be "
            "repeated"
        ),
    )
    arguments.add_language(parser)
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Print the table of packs, a jury's form, or the schema with its place on standard error."""
    if args.jury_form:
        text = _form(args.jury_form, args.lang)
    else:
        text = _schema() if args.schema else _table(args.lang)
    output.write(text.encode(sys.stdout.encoding or "utf-8", "replace"), None)
    return 0


def _schema() -> str:
    from aifactory.policy import SCHEMA, data_path

    path = data_path(SCHEMA)
    print(path, file=sys.stderr)
    return path.read_text(encoding="utf-8")


def _form(names: list[str], lang: str) -> str:
    from aifactory import certification, policy
    from aifactory.jury.marks import blank_form

    return blank_form([policy.load(name) for name in certification.chosen(names)], lang)


def _table(lang: str) -> str:
    from aifactory import policy
    from aifactory.render.translate import Speech

    _ = Speech(lang)
    rows = [(_("policy"), _("version"), _("points"), _("validated from"), _("checks"), "")]
    for name in policy.available():
        pack = policy.load(name)
        points, threshold = _.number(pack.total), _.number(pack.threshold)
        count = str(len(pack.checks()))
        rows.append((pack.id, pack.version, points, threshold, count, pack.title.in_(lang)))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = ([cell.ljust(width) for cell, width in zip(row, widths, strict=True)] for row in rows)
    return "".join("  ".join(row).rstrip() + "\n" for row in padded)
