"""
Tests of the report card: its measurements are right, and its table can be read.
"""
