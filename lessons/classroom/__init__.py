"""
The class: one page that shows a teacher, live, how far each student has come and where they
are stuck. Students who want to be on it say so, and see first what is sent.
"""
