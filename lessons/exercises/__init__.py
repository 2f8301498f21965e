"""
Exercises, and checks that explain. How to write some stands in C{lessons/writing.rst}.
"""
