"""`python -m corridors.cli` is `corridors`."""

import sys

from corridors.cli import main

sys.exit(main())
