"""
The pages of the temperature service.
"""

from __future__ import annotations

from twisted.internet.defer import succeed
from twisted.web.resource import Resource
from twisted.web.server import Request
from twisted.web.template import Tag, tags

from server.pages import Answer, BadRequest, Layout, Section, respond
from server.pages.formerrors import markWrong
from server.temperature.client import DIRECTIONS, Conversion, RefusedCall, TemperatureClient
from server.temperature.forminput import NoNumber, RefusedInput, readTemperature

#: The signs of the scales: of what is given, and of the result.
SIGNS = {"c2f": ("°C", "°F"), "f2c": ("°F", "°C")}
NAMES = {"c2f": "Celsius to Fahrenheit", "f2c": "Fahrenheit to Celsius"}

#: How much of what was typed is shown again, in characters.
MOST_SHOWN = 1000

#: From where on a number has more digits than anybody reads.
HUGE = 1e15


class TemperatureResource(Section):
    """
    The form is at C{/}, the answer at C{convert_temperature}.
    """

    def __init__(self, layout: Layout, client: TemperatureClient) -> None:
        super().__init__(layout)
        self.putChild(b"", FormPage(layout))
        self.putChild(b"convert_temperature", ConversionPage(layout, client))


class FormPage(Resource):
    """
    The page with the empty form.
    """

    isLeaf = True

    def __init__(self, layout: Layout) -> None:
        super().__init__()
        self.layout = layout

    def render_GET(self, request: Request) -> int:
        page = self.layout.page("Temperature", form())
        return respond(request, self.layout, succeed(Answer(page)))


class ConversionPage(Resource):
    """
    One conversion. It changes nothing, so it is a GET, and can be linked to.
    """

    isLeaf = True

    def __init__(self, layout: Layout, client: TemperatureClient) -> None:
        super().__init__()
        self.layout = layout
        self.client = client

    def render_GET(self, request: Request) -> int:
        return respond(request, self.layout, self.convert(request))

    async def convert(self, request: Request) -> Answer:
        """
        Ask the back end for what the query names, and show the answer.
        """
        typed, direction = argument(request, "temperature"), argument(request, "direction")
        if direction not in DIRECTIONS:
            raise BadRequest("The direction is c2f or f2c.")
        try:
            value = readTemperature(typed, DIRECTIONS[direction])
            conversion = await self.client.convert(value, direction)
        except NoNumber as problem:
            return self.again(typed, direction, str(problem), 400)
        except RefusedInput as problem:
            return self.again(typed, direction, str(problem), 422)
        except RefusedCall as problem:
            return self.again(typed, direction, problem.sentence, 422)
        content = [*answer(conversion), form(typed, direction)]
        return Answer(self.layout.page("Temperature", *content))

    def again(self, typed: str, direction: str, problem: str, status: int) -> Answer:
        """
        Show the form as it was filled in, and what is wrong with it. 422 is for what was
        understood but cannot be processed (RFC 9110 section 15.5.21), 400 for what was not
        understood.
        """
        content = form(typed[:MOST_SHOWN], direction, problem)
        page = self.layout.page("Temperature", content, isWrong=True)
        return Answer(page, status)


def argument(request: Request, name: str) -> str:
    """
    Take one argument of the query.

    @raise BadRequest: when it is missing, repeated, or not UTF-8.
    """
    values: list[bytes] = request.args.get(name.encode(), [])
    if len(values) != 1:
        raise BadRequest(f"The field {name} is {'missing' if not values else 'there twice'}.")
    try:
        return values[0].decode("utf-8").strip()
    except UnicodeDecodeError:
        raise BadRequest(f"The field {name} is not text.") from None


def form(typed: str = "", direction: str = "c2f", problem: str = "") -> Tag:
    """
    Make the form, as it was filled in.

    @param problem: what is wrong with the number.
    """
    return tags.form(action="convert_temperature", method="get")(
        tags.p(numberField(typed, problem)),
        tags.fieldset(tags.legend("Direction"), [choice(name, direction) for name in NAMES]),
        tags.p(tags.button("Convert", type="submit")),
    )


def numberField(typed: str, problem: str) -> list[Tag]:
    """
    Make the field for the number, with its label and with what is wrong with it.
    """
    field = tags.input(
        type="text",
        inputmode="decimal",
        id="temperature",
        name="temperature",
        required="required",
        value=typed,
    )
    label = tags.label("Temperature", for_="temperature")
    if not problem:
        return [label, field]
    markWrong(field, "problem")
    return [label, field, tags.span(problem, class_="wrong", id="problem", role="alert")]


def choice(name: str, chosen: str) -> Tag:
    """
    Make the radio button of one direction.
    """
    checked = {"checked": "checked"} if name == chosen else {}
    button = tags.input(type="radio", name="direction", value=name, **checked)
    return tags.label(button, NAMES[name])


def answer(conversion: Conversion) -> list[Tag]:
    """
    Show a conversion: the equation, the category, and all categories.
    """
    before, after = SIGNS[conversion.direction]
    equation = f"{decimals(conversion.value)} {before} = {decimals(conversion.result)} {after}"
    return [
        tags.p(tags.strong(equation), f": {conversion.category}.", class_="notice"),
        ranges(conversion),
    ]


def decimals(value: float) -> str:
    """
    Write a number with two decimals, but never "-0.00".
    """
    return f"{value:g}" if abs(value) >= HUGE else f"{round(value, 2) + 0.0:.2f}"


def ranges(conversion: Conversion) -> Tag:
    """
    Show the categories, with a mark on the one that fits.
    """
    limit = tags.th("up to °C", scope="col", class_="number")
    name = tags.th("is", scope="col")
    rows = [row(*entry, entry[1] == conversion.category) for entry in conversion.ranges]
    heading = tags.thead(tags.tr(limit, name))
    return tags.table(tags.caption("Categories"), heading, tags.tbody(rows))


def row(limit: float, name: str, fits: bool) -> Tag:
    """
    Make the row of one category, marked where it fits.
    """
    shown = tags.mark(name) if fits else name
    return tags.tr(tags.td(f"{limit:g}", class_="number"), tags.td(shown))
