"""
Pages that open with a link, for whoever has it, and are kept up to date while they are open: the
inspector, its page for students, and the page of a class.
"""
