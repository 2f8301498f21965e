"""
What the course consists of: its steps, their exercises and notes, what is handed out to a student,
and how far each has come. The command, the checks and the class build on it.
"""

from lessons.installed import isInstalled
from lessons.syllabus.handout import EXERCISES, handOut

# Python comes here first, whoever asks for an exercise: so nobody misses the files to work in,
# whether the command is started, trial, a program of an exercise, or a server. Where pip has
# put the course, nobody works: C{http-from-the-wire start} makes a folder for that.
if not isInstalled():
    handOut(EXERCISES)
