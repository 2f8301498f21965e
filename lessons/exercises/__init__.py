"""
Exercises, and checks that explain. How to write some stands in C{lessons/writing.rst}.
"""

import lessons.syllabus  # noqa: F401  it hands out the files to work in
