"""`python -m aifactory`."""

from aifactory.cli import main

raise SystemExit(main())
