"""
An exercise before the first step, to learn how exercises are done here.

Run it:          python -m lessons.exercises.step0
Work on it:      python -m lessons watch 0.1
Check your work: python -m lessons check 0.1
When stuck:      python -m lessons hint 0.1
"""

from argparse import ArgumentParser

from lessons.exercises.choosing import offer

# ---- Exercise 0.1: how exercises are done ----


def greet(name: str) -> bytes:
    """
    Write the line that greets somebody: "Hello, ", the name, "!", and after it CR LF,
    which ends a line on the wire. For "Ann" that is b"Hello, Ann!\\r\\n".

    Keep `python -m lessons watch` open in one terminal, and open this file in your editor
    beside it. Change the last line of this function and save the file: it is checked
    right away. First mend the text alone, and read what is said about the rest. h gives a hint, a
    little more each time. When all is well, s shows a solution and n goes on to step 1;
    nothing happens until you press a key. l lists all exercises. This one is for practice,
    and not counted.
    """
    # TODO 0.1: the comma, the exclamation mark, and CR LF.
    return f"Hello {name}".encode()


# ---- The program ----

if __name__ == "__main__":
    parser = ArgumentParser()
    offer(["0.1"])(parser)
    parser.parse_args()
    print(greet("Ann"))
