"""
Exercises, and checks that explain. How to write them is in C{lessons/writing.rst}.
"""

import lessons.syllabus  # noqa: F401  it hands out the files to work in
