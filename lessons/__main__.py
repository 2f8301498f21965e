"""
C{python -m lessons}: the map of the course, and the way through it.
"""

import sys

from lessons.command.commandline import main

if __name__ == "__main__":
    sys.exit(main())
