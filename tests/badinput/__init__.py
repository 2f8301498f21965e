"""
Bad input with figures: what no client, form, file or database should send or hold, made up by the
thousand, and given to every part that takes something from outside. C{python -m tests.badinput}
prints how much was tried, and what it has led to.

The fuzzer of the engine, L{tests.fuzz}, looks for bytes that reach a new line of the code.
Here the programs are looked at from outside, as their users see them: by their answers, their
pages, their log and their terminal.
"""
