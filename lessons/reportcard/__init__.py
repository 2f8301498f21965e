"""
The report card: what each step of the course buys, and what it costs.
"""
