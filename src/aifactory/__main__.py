from aifactory.cli import main

raise SystemExit(main())
