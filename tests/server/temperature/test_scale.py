"""
The arithmetic, and the procedures around it.
"""

from __future__ import annotations

from xmlrpc.client import Fault

from twisted.trial.unittest import SynchronousTestCase

from server.temperature.procedures import UNKNOWN_PROCEDURE, WRONG_ARGUMENTS, callProcedure
from server.temperature.scale import c2f, f2c, temperatureCategory, temperatureRanges

NO_NUMBERS: list[object] = ["1", None, True, [], float("nan"), float("inf"), 10**400]


class ConversionTests(SynchronousTestCase):
    """
    Degrees of Celsius in Fahrenheit, and back.
    """

    def test_table(self) -> None:
        """
        The points that everybody knows, in both directions.
        """
        for celsius, fahrenheit in [
            (0, 32),
            (100, 212),
            (-40, -40),
            (37, 98.6),
            (-273.15, -459.67),
        ]:
            self.assertAlmostEqual(c2f(celsius), fahrenheit)
            self.assertAlmostEqual(f2c(fahrenheit), celsius)

    def test_noNumber(self) -> None:
        """
        What is not a finite number is refused.
        """
        for value in NO_NUMBERS:
            for function in (c2f, f2c):
                self.assertRaises(ValueError, function, value)

    def test_overflow(self) -> None:
        """
        A number whose result is not finite is refused.
        """
        self.assertRaises(ValueError, c2f, 1.7e308)

    def test_absoluteZero(self) -> None:
        """
        Nothing is colder than absolute zero.
        """
        for function, value, name in [
            (c2f, -273.16, "\u2212273.15 °C"),
            (c2f, -1e308, "\u2212273.15 °C"),
            (f2c, -459.68, "\u2212459.67 °F"),
        ]:
            error = self.assertRaises(ValueError, function, value)
            self.assertIn(name, str(error))


class CategoryTests(SynchronousTestCase):
    """
    The name of a temperature, by the ranges in a table.
    """

    def test_limits(self) -> None:
        """
        The first range that a temperature does not pass, the limit included.
        """
        for celsius, name in [
            (-1e9, "cold"),
            (0, "cold"),
            (0.1, "cool"),
            (20, "cool"),
            (25, "moderate"),
            (30, "warm"),
            (35, "hot"),
            (40, "very hot"),
            (40.1, "extremely hot"),
            (1000, "extremely hot"),
            (1000.1, "Unknown"),
        ]:
            self.assertEqual(temperatureCategory("C", celsius), name, str(celsius))

    def test_fahrenheit(self) -> None:
        """
        The ranges are in °C; a temperature in °F is converted.
        """
        self.assertEqual(temperatureCategory("F", 32), "cold")
        self.assertEqual(temperatureCategory("F", 70), "moderate")

    def test_wrong(self) -> None:
        """
        Another scale, and what is not a number, are refused.
        """
        self.assertRaises(ValueError, temperatureCategory, "K", 1)
        self.assertRaises(ValueError, temperatureCategory, None, 1)
        self.assertRaises(ValueError, temperatureCategory, "C", "1")

    def test_ranges(self) -> None:
        """
        The list has the seven categories, in order.
        """
        ranges = temperatureRanges()
        self.assertEqual(ranges[0], [0, "cold"])
        self.assertEqual(ranges[-1], [1000, "extremely hot"])
        self.assertEqual(len(ranges), 7)


class CallTests(SynchronousTestCase):
    """
    A procedure is called by its name, as a request of XML-RPC does.
    """

    def test_call(self) -> None:
        """
        A procedure gets its arguments and returns its value.
        """
        self.assertEqual(callProcedure("c2f", (100,)), 212)

    def test_faults(self) -> None:
        """
        What cannot be called is a fault with a code and a sentence.
        """
        for name, arguments, code in [
            ("nothing", (), UNKNOWN_PROCEDURE),
            ("__class__", (), UNKNOWN_PROCEDURE),
            ("c2f.__call__", (1,), UNKNOWN_PROCEDURE),
            ("c2f", (), WRONG_ARGUMENTS),
            ("c2f", (1, 2), WRONG_ARGUMENTS),
            ("c2f", ("x",), WRONG_ARGUMENTS),
            ("temperature_category", ("K", 1), WRONG_ARGUMENTS),
            ("temperature_ranges", (1,), WRONG_ARGUMENTS),
        ]:
            fault = self.assertRaises(Fault, callProcedure, name, arguments)
            self.assertEqual(fault.faultCode, code, name)
            self.assertTrue(fault.faultString)
