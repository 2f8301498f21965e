"""
Tests of L{lessons.classroom}.
"""
