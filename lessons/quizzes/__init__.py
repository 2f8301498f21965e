r"""
Quizzes, which mix what came before. This is for whoever writes or changes one.

C{quiz3.toml} is the quiz after the exercises of step 3: C{python -m lessons quiz 3} asks its
questions, and C{lessons/quiz3.rst} shows them in the book, without the answers. It is TOML
(https://toml.io), with one C{[[question]]} after the other::

    [[question]]
    asks = "What does step 3 answer to these bytes?"
    bytes = '''
    GET / HTTP/1.1\r\n
    \r\n
    '''
    a = ["200 OK", "There is a page, but the head is at fault: a request has to have a Host."]
    b = ["400 Bad Request", "In HTTP/1.1 a request must say in Host which host it is for."]
    right = "b"
    source = "RFC 9112 section 3.2"
    step = 3
    proof = "answer of step 3"

C{bytes} are written as C{--wire} shows them: C{\r\n} is spelled out, and a new line begins only
after C{\n}. They may be left out. C{source} is where to find the rule, and C{step} the one to read
again. Code has two backquotes on each side, as in the walkthroughs.

There are three kinds of questions, and C{right} tells them apart:

  - I{a choice}: C{right} is one letter. Each choice has a sentence that says why it is wrong,
    or right.
  - I{an order}: C{right} has all letters, as C{"cabd"}. The sentence of each says why it is where
    it is; it is told for the first one that is elsewhere.
  - I{a word or a number}: there are no letters. C{right} is what is to be typed, C{why} says
    why; C{wrong.50 = "..."} says what is wrong about an answer that is to be expected, and
    C{otherwise} about any other.

C{proof} says how the tests find the right answer, so that none of them can be false. A question
about behaviour is tried: L{tests.lessons.quizzes.proofs} has all the ways. Any other is proved by
a sentence of the walkthrough, as in C{proof = "text: the count of all goes up"}.
"""

from lessons.quizzes.questions import Choice, Option, Order, Question, Quiz, Verdict, Word
from lessons.quizzes.reading import BadQuiz, quizOf, readQuiz

__all__ = [
    "BadQuiz",
    "Choice",
    "Option",
    "Order",
    "Question",
    "Quiz",
    "Verdict",
    "Word",
    "quizOf",
    "readQuiz",
]
