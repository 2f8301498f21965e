"""
The last step of making the book: note the scripts of all its pages.
"""

import sys
from pathlib import Path

from lessons.book.sphinx.scripts import writeNames

if __name__ == "__main__":
    writeNames(Path(sys.argv[1]))
