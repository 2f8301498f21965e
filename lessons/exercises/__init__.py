"""
Exercises, and checks that explain. This is for whoever adds some.

The files of a step
===================

For step 4, four files and a section of a walkthrough:

C{lessons/exercises/step4.py}
    the student's file. A program (C{python -m lessons.exercises.step4 --exercise
    4.2}) that runs untouched. One section an exercise, each independent of the
    others: usually a small class that inherits from the step's, with what is to
    do in its docstring and a C{# TODO 4.2:} where the change belongs. The comment
    lines C{# ---- Exercise 4.2: title ----} and C{# ---- The program ----} begin
    the sections: C{reset} and C{solution} cut the file there. What an exercise
    needs and does not want to be changed (imports, a factory) stands above the
    first, or is marked as done. The same file again, byte for byte, is
    C{pristine/step4.py}.

C{lessons/exercises/solutions/step4.py}
    the same file, solved. Only what must differ does.

C{lessons/exercises/test_step4.py}
    the checks: one class an exercise, one test a requirement.

C{lessons/exercises/hints/step4.txt}
    time, three hints, why, and what a professional would do, for each exercise;
    see L{lessons.exercises.notes} for the form.

C{lessons/step4.rst}, section "Exercises"
    a paragraph an exercise; it begins with the number in bold: C{**4.2**}.

An exercise has a number, or, where it takes two to five minutes, a letter: C{4.a}. A step
begins with those, so that nobody meets a quarter of an hour of work before something
small has succeeded, and each of them prepares for one with a number. New ones get the next
letter or number; none ever gets another, as the students' C{progress.txt} knows them by it.

And C{tests/lessons/exercises/test_step4.py}, with the wrong answers: a class that
inherits from L{tests.lessons.exercises.proving.Proofs}. It proves all of what is
said here, so begin with it and work until it is green. Beside it stands
C{tests/lessons/exercises/right/step4.txt}, with right answers.

The exercise before step 1, C{0.1}, has no walkthrough: it teaches how exercises are done,
and is where C{python -m lessons watch} begins.

The exercises of the clients are called C{clients} in the place of C{step4}, and
C{clients.2} in the place of C{4.2}. They stand in the walkthroughs of the clients
that they are about, in C{lessons/clients}, and their file is a program that asks
a server: L{lessons.exercises.asking} has what it needs for that.

A check
=======

::

    from lessons.exercises.checks import ExerciseTestCase, needs

    ALLOW = "a 405 MUST have the field Allow, with the methods (RFC 9110 section 15.5.6)."

    class Exercise2AllowTests(ExerciseTestCase):
        \"""
        Tell which methods there are.
        \"""

        exercise = "4.2"

        def test_1_status(self) -> None:
            \"""
            A method that the page does not have is answered with 405.
            \"""
            for answer in self.deliveries(b"DELETE / HTTP/1.1\\r\\nHost: me\\r\\n\\r\\n"):
                for response in answer.responses():
                    response.mustHaveStatus(405, ALLOW)

- The class's docstring is the title, as it stands in the student's file. The
  class's name has the number in it, so that trial runs them in order: C{Exercise2} for
  4.2, and C{Exercise0a} for 4.a.
- The test's docstring is the requirement: a sentence that a student reads.
- Tests are numbered from 1 without a gap. A test is skipped while requirement 1
  is not met; C{@needs(2, 3)} names others, C{@needs()} none. Put first what
  everything else rests on.
- C{deliveries} sends the request in one piece, byte by byte, and twice in one
  piece, each time to a server that has just been started.
- Every demand takes its rule: one sentence that ends in its source, an RFC
  section, the walkthrough, or the number of the exercise. Never C{assert}
  anything: a student would see a traceback and no bytes.
- Make up what a program could otherwise know by heart: C{self.word()},
  C{self.random}. Never use another source of chance; the seed is printed.

In another language
===================

All that a student reads of an exercise has a translation in C{lessons/locale}: titles, tasks,
hints, requirements, and what a check says where it fails. C{make messages} takes what is new
or has changed over to the catalogs; it finds the texts where they stand, so nothing is
marked, but for sentences that fill something in. Write those in one piece, with names, and
never as an f-string::

    _("{number} requests were sent, not {wanted}.").format(number=2, wanted=1)

What is not translated yet is shown in English, and named by C{tests/lessons/test_translations.py}.

What there is to demand
=======================

- of an L{Answer<lessons.exercises.checks.answers.Answer>}: C{mustBe(bytes, rule)},
  C{mustClose(rule)},
  C{mustStayOpen(rule)}, and C{responses(rule)}, which reads HTTP strictly;
  C{lastResponse(closing, rule)} where the server must close behind the first one.
  Never unpack C{(response,) = answer.responses()}: a server that forgets to close
  answers twice to what was sent twice;
- of a L{Response<lessons.exercises.checks.response.Response>}: C{mustHaveStatus},
  C{mustHaveField}
  (which returns the value), C{mustNotHaveField}, C{mustLeadTo} (a Location),
  C{mustHaveContent}, C{mustSay}, C{mustNotSay};
- of a connection that a check works by hand: C{connection = self.connect()}, or
  C{server = self.makeServer()} and C{self.connect(server)} for several to one
  server; C{send}, C{sendByteByByte}, C{advance(seconds)} (time passes only there),
  C{leave()}; then C{mustHaveReceived}, C{mustBeClosed}, C{mustBeOpen}. Set C{how}
  to words that fit behind "sent". For HTTP on it:
  L{readResponses<lessons.exercises.checks.responses.readResponses>}, or C{readFinal}
  for the answer to one request;
- of a step of the course, where the student is its client, or foretells what it will
  answer: C{self.connectTo(step3)} is a connection to it;
- of a function: C{self.mustReturn(expected, "name", argument, rule=...)}, or
  C{self.call("name", argument)} and then
  C{self.report(problem, rule, parts=[("heading", "text")])}. Look at what it has
  returned before you take it apart: it may be anything, often None. What is a
  Deferred goes through C{self.resultOf};
- of a client: L{ClientTestCase<lessons.exercises.checks.clientside.ClientTestCase>},
  for functions that write what a client asks and read what it is told
  (C{mustBeSame}, C{checkFields}, C{mustRefuse}), and
  L{Talk<lessons.exercises.checks.talk.Talk>}, a connection on which the check is
  the server;
- anything else: C{connection.fail(problem, rule, at)} with the offset of the first
  wrong byte in C{connection.received}.

Checks never start a reactor, and no check sleeps. A C{Site} is a server like any
other here: the student's C{makeFactory} passes it C{reactor=reactor}, and
C{connection.advance(5)} then fires its C{deferLater}. What needs a thread or another
process (a database, a search engine) gets a stand-in that answers at once, or when
the check says so.

Whatever calls the student's code stands in C{with self.running():}. All of the
above does so already. It sets the time limit, keeps what the student prints for
the message, and turns exceptions, also those that Twisted has only logged, into
words: C{errorRule} is the rule that an error breaks, where a check looks for errors,
and C{evidence} what else to show. Where Deferreds may be left behind with an error,
inherit from L{QuietTestCase<lessons.exercises.checks.quiet.QuietTestCase>}: it is told
in the check that has caused it, and in no other.

What the checks' own code raises is told as a failure of the check; that must not
happen for any answer one can think of.

What can be pasted
==================

A message with a connection ends in commands that do the same by hand; they are made
of all that the check has done since the program was started. Let a check connect by
C{self.connect}, to a server of C{self.makeServer}: for any other server there are no
commands, since nothing starts it. All of a message fits a screen: what is long is cut,
so put first what tells most.

Right answers
=============

At least three for an exercise, beside the solution, and none of them written like
another: with other tools, another structure, another choice where the task leaves one.
What a check refuses although it is right is a check to be mended, or a task that has
to say more: look at what comes of a page, not at how it is spelled.

Wrong answers
=============

Each is the solution with one text replaced, the requirement that must be the
first to fail, and words that must stand in the message. At least three for an
exercise. Take mistakes that people make: forgotten length, C{str} for C{bytes},
state in the class, an answer that is written twice, a check at the wrong moment.
A wrong answer that passes is a requirement that was forgotten; one whose message
does not say what is wrong is a message to be mended.
"""
