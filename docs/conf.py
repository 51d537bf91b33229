"""How the site is built: `sphinx-build -W -n docs site`, in a checkout with aifactory installed.

It needs no network, and what it writes opens from the disk. The reference is written from the data
before pages are read: see `making/`.
"""

import sys
from pathlib import Path

from aifactory import __version__

DOCS = Path(__file__).parent
sys.path[:0] = [str(DOCS), str(DOCS.parent)]  # making, and the tests' builder of repositories

project = "aifactory"
author = copyright = "The aifactory team"
release = version = __version__
extensions = ["myst_parser", "making"]
exclude_patterns = ["_build", "**/README.txt"]
nitpicky = True
smartquotes_action = "q"  # no dashes: "--option" must stay what one types

myst_heading_anchors = 4
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]

html_theme = "furo"
html_title = "aifactory"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}
