"""
The directive C{quiz}: the questions of a quiz, without the answers.

They are in the language of the book: as the command asks them, out of the same catalog.
"""

from __future__ import annotations

from collections.abc import Sequence

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from lessons.language import EXERCISES, Language
from lessons.quizzes import BadQuiz, Question, Quiz, quizOf
from server.escapes import visible


class QuizDirective(SphinxDirective):
    """
    Puts the questions of a quiz in its place.
    """

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """
        Write the questions, in order.
        """
        self.spoken = Language()
        self.spoken.use(self.config.language)
        questions = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".")
        for question in self.find().questions:
            questions += nodes.list_item("", *self.write(question))
        return [questions]

    def find(self) -> Quiz:
        """
        Find the quiz that the directive names.
        """
        step = self.arguments[0]
        self.env.note_dependency(f"quizzes/quiz{step}.toml")
        try:
            quiz = quizOf(step)
        except BadQuiz as error:
            raise self.error(str(error)) from error
        if quiz is None:
            raise self.error(f"there is no quiz after step {step!r}")
        return quiz

    def write(self, question: Question) -> Sequence[nodes.Node]:
        """
        Write one question: what it asks, the bytes, what can be chosen. Why a choice is right
        or wrong is not written.
        """
        written: list[nodes.Node] = [self.paragraph(question.asks)]
        if question.data:
            shown = "\n".join(visible(line) for line in question.lines)
            written.append(nodes.literal_block(shown, shown, language="none"))
        if question.options:
            choices = nodes.enumerated_list(enumtype="loweralpha", prefix="", suffix=")")
            for option in question.options.values():
                choices += nodes.list_item("", self.paragraph(option.says))
            written.append(choices)
        return written

    def paragraph(self, text: str) -> nodes.paragraph:
        """
        Write a sentence with its markup: code, and no other. Next to Chinese characters,
        reStructuredText would not see where that begins.
        """
        text = self.spoken.catalog(EXERCISES).gettext(text)
        parts = text.split("``")
        inline = [
            nodes.literal(each, each) if n % 2 else nodes.Text(each)
            for n, each in enumerate(parts)
        ]
        # It is translated already, and no message of the page.
        paragraph = nodes.paragraph(text, "", *inline, translatable=False)
        self.set_source_info(paragraph)
        return paragraph
