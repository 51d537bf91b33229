"""Before cookiecutter makes anything: is Copier there to take over?"""

import importlib.util
import shutil
import sys

if not (importlib.util.find_spec("copier") or shutil.which("copier")):
    sys.exit(
        "This template is rendered by Copier, so that the project can be updated later.\n"
        "Install it beside cookiecutter (pip install copier, or pipx install copier) and try again."
    )
