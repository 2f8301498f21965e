"""
What is behind the lessons. It does not need any of them, except in L{server.__main__}, which
shows the trees of some steps on the site of step 15.
"""

from server.starting import endQuietly

endQuietly()
