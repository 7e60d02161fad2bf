"""Importing this module makes click speak Dutch, on whatever language the machine is set to.

click looks its own words up with gettext in the domain «messages», by the environment's language;
some already while commands are being defined, so this comes before them. The texts of this program
are Dutch wherever it runs, and the words around them must be as well.
"""

from __future__ import annotations

import gettext
import os
from pathlib import Path

gettext.bindtextdomain("messages", str(Path(__file__).parent / "locale"))
os.environ["LANGUAGE"] = "nl"
