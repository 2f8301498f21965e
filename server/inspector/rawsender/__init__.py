"""
The raw sender: a telnet in the browser. What is typed goes to the step, byte for byte, and
to nobody else.
"""
