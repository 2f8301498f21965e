"""
Exercises, and checks that explain. How to write some stands in C{lessons/writing.rst}.
"""

from pathlib import Path

from lessons.exercises.handout import handOut
from lessons.installed import isInstalled

# Python comes here first, whatever it is to find in this folder: so nobody misses the files to
# work in, whether the command is started, trial, a program of an exercise, or a server. Where
# pip has put the course, nobody works: C{http-from-the-wire start} makes a folder for that.
if not isInstalled():
    handOut(Path(__file__).parent)
