"""
The ledger: every classic system that the course must contain, what was wrong
with it, the file that holds it now, and the test that proves it.

The classics are the small programs of two editions of a Twisted book, of the
"Twisted patterns", and of the Twisted Web overview. A row without a file and
without a test for its behaviour and for each of its faults fails here.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from unittest import TestCase

from twisted.trial.unittest import SynchronousTestCase

from tests.support.process import ROOT


@dataclass(frozen=True)
class Row:
    """
    One classic system.

    @ivar name: its traditional name.
    @ivar file: the file that holds it.
    @ivar proof: the test of its behaviour: module (within C{tests}), class, method.
    @ivar also: what else it promises, and what was wrong with the original,
        each with the test that it holds, or is so no longer.
    """

    name: str
    file: str
    proof: str
    also: Mapping[str, str] = field(default_factory=dict)


STEP3 = "lessons.test_step3.RequestTests"
STEP4 = "lessons.test_step4.RequestHandlerTests"
STEP5 = "lessons.test_step5.FormHandlerTests"
STEP6 = "lessons.test_step6.TreeTests"
STEP7 = "lessons.test_step7"
STEP8 = "lessons.test_step8"
STEP9 = "lessons.test_step9"
REACTOR = "lessons.reactor"
CLIENTS = "lessons.clients"
TEMPERATURE = "server.temperature"

ROWS = [
    Row(
        "runreactor",
        "lessons/reactor/runreactor.py",
        f"{REACTOR}.test_runreactor.RunReactorTests.test_order",
        {"Ctrl-C stops it": f"{REACTOR}.test_runreactor.ProcessTests.test_interrupt"},
    ),
    Row(
        "calllater",
        "lessons/reactor/calllater.py",
        f"{REACTOR}.test_calllater.ScheduleTests.test_times",
        {"arguments are passed on": f"{REACTOR}.test_calllater.ScheduleTests.test_arguments"},
    ),
    Row(
        "connection",
        "lessons/reactor/connection.py",
        f"{REACTOR}.test_connection.FactoryTests.test_connected",
        {
            "reports lost connections": f"{REACTOR}.test_connection.FactoryTests.test_lost",
            "reports failed connections": f"{REACTOR}.test_connection.FactoryTests.test_failed",
            "was hard-wired to a host": f"{REACTOR}.test_connection.ProcessTests.test_server",
        },
    ),
    Row(
        "connectiontester",
        "lessons/reactor/connectiontester.py",
        f"{REACTOR}.test_connectiontester.SocketTests.test_server",
        {
            "refused": f"{REACTOR}.test_connectiontester.SocketTests.test_refused",
            "DNS": f"{REACTOR}.test_connectiontester.SocketTests.test_unknownHost",
            "timeout": f"{REACTOR}.test_connectiontester.SocketTests.test_timeout",
            "a command as well": f"{REACTOR}.test_connectiontester.ProcessTests.test_server",
        },
    ),
    Row(
        "portscan",
        "lessons/reactor/portscan.py",
        f"{REACTOR}.test_portscan.SocketTests.test_open",
        {
            "no limit on what is in flight": f"{REACTOR}.test_portscan.MemoryTests.test_bounded",
            "only 1-200": f"{REACTOR}.test_portscan.ProcessTests.test_everyPort",
            "loopback by default": f"{REACTOR}.test_portscan.ProcessTests.test_onlyAskedFor",
        },
    ),
    Row(
        "dataforward",
        "lessons/reactor/dataforward.py",
        f"{REACTOR}.test_dataforward_process.TerminalTests.test_conversation",
        {"bare LF becomes CRLF": f"{REACTOR}.test_conversions.ConversionTests.test_lines"},
    ),
    Row(
        "echoserver",
        "lessons/step1.py",
        "lessons.test_step1.EchoTests.test_echo",
        {
            "quit says goodbye and closes": "lessons.test_step1.EchoTests.test_quit",
            "each peer is reported": "lessons.test_step1.EchoTests.test_peer",
            "was on port 5001": "server.test_runner.CommandLineTests.test_defaults",
        },
    ),
    Row(
        "webecho",
        "lessons/step2.py",
        "lessons.test_step2.WebEchoTests.test_echo",
        {
            "no Content-Length": "lessons.test_step2.WebEchoTests.test_contentLength",
            "no empty line": "lessons.test_step2.WebEchoTests.test_fields",
            "unbounded lines": "lessons.test_step2.WebEchoTests.test_longLine",
            "unbounded number of lines": "lessons.test_step2.WebEchoTests.test_endlessHead",
        },
    ),
    Row(
        "parsing by hand",
        "lessons/step3.py",
        f"{STEP3}.test_pages",
        {
            "400, 404, 405, 505": f"{STEP3}.test_refusals",
            "content by Content-Length": f"{STEP3}.test_pipelined",
            "keeps the connection or closes it": f"{STEP3}.test_last",
        },
    ),
    Row(
        "requesthandler",
        "lessons/step4.py",
        f"{STEP4}.test_about",
        {
            "str paths that no request matches": f"{STEP4}.test_test",
            "404 otherwise": f"{STEP4}.test_notFound",
        },
    ),
    Row(
        "formhandler",
        "lessons/step5.py",
        f"{STEP5}.test_form",
        {
            "values printed unescaped": f"{STEP5}.test_escaped",
            "names printed unescaped": f"{STEP5}.test_escapedName",
            "GET query": f"{STEP5}.test_query",
            "POST body": f"{STEP5}.test_post",
            "all values of a field": f"{STEP5}.test_allValues",
        },
    ),
    Row(
        "request bodies",
        "lessons/step5.py",
        f"{STEP5}.test_content",
        {"any method": f"{STEP5}.test_strangeMethod"},
    ),
    Row(
        "static_content",
        "lessons/step6.py",
        f"{STEP6}.test_mounts",
        {"a path that is hard-wired": f"{STEP6}.test_options"},
    ),
    Row(
        "static_dispatch",
        "lessons/step6.py",
        f"{STEP6}.test_mounts",
        {"a path that is hard-wired": f"{STEP6}.test_options"},
    ),
    Row(
        "dynamic_content",
        "lessons/step7.py",
        f"{STEP7}.ClockTests.test_time",
        {
            "every URL": f"{STEP7}.ClockTests.test_clockEverywhere",
            "POST gives 405": f"{STEP7}.ClockTests.test_post",
        },
    ),
    Row(
        "dynamic_dispatch",
        "lessons/step7.py",
        f"{STEP7}.CalendarTests.test_year",
        {
            "any integer accepted": f"{STEP7}.CalendarTests.test_noYear",
            "below a year is nothing": f"{STEP7}.CalendarTests.test_belowAYear",
        },
    ),
    Row("redirectTo", "lessons/step7.py", f"{STEP7}.CalendarTests.test_thisYear"),
    Row(
        "resourcetree",
        "lessons/step7.py",
        f"{STEP7}.ColorTests.test_color",
        {
            "any text accepted as a colour": f"{STEP7}.ColorTests.test_noColor",
            "the list grew for ever": f"{STEP7}.ColorTests.test_latestColors",
            "its links were broken": f"{STEP7}.ColorTests.test_colorLinks",
            "/styles.css": f"{STEP7}.PageTests.test_styles",
            "/color redirects": f"{STEP7}.PageTests.test_slash",
        },
    ),
    Row(
        "handle_post",
        "lessons/step8.py",
        f"{STEP8}.FormTests.test_submitted",
        {
            "crashed on a missing field": f"{STEP8}.FormTests.test_missingField",
            "escaped": f"{STEP8}.FormTests.test_escapedText",
        },
    ),
    Row(
        "shared values",
        "lessons/step8.py",
        f"{STEP8}.MemoryTests.test_eachBrowser",
        {"a registry for all of the process": f"{STEP8}.MemoryTests.test_sitesShareNothing"},
    ),
    Row(
        "blocking",
        "lessons/step9.py",
        f"{STEP9}.ProcessTests.test_measured",
        {"the delay was fixed": f"{STEP9}.OptionTests.test_delay"},
    ),
    Row(
        "non_blocking",
        "lessons/step9.py",
        f"{STEP9}.DelayedPageTests.test_together",
        {"wrote to clients that had left": f"{STEP9}.DelayedPageTests.test_clientLeaves"},
    ),
    Row(
        "webcat",
        "lessons/clients/webcat.py",
        f"{CLIENTS}.test_webcat.ProcessTests.test_step",
        {
            "errors go to stderr": f"{CLIENTS}.test_webcat.ProcessTests.test_refused",
            "was on getPage": f"{CLIENTS}.test_webcat.MemoryTests.test_page",
        },
    ),
    Row(
        "webcat2",
        "lessons/clients/webcat2.py",
        f"{CLIENTS}.test_webcat2.ProcessTests.test_whole",
        {"deletes the file": f"{CLIENTS}.test_webcat2.ProcessTests.test_cutShort"},
    ),
    Row(
        "webcat3",
        "lessons/clients/webcat3.py",
        f"{CLIENTS}.test_webcat3.ProcessTests.test_login",
        {"retries with Basic": f"{CLIENTS}.test_webcat3.MemoryTests.test_login"},
    ),
    Row(
        "validate",
        "lessons/clients/validate.py",
        f"{CLIENTS}.test_validate.ProcessTests.test_upload",
        {
            "a wrong encoding": f"{CLIENTS}.test_validate.EncodeFormTests.test_readAgain",
            "a file": f"{CLIENTS}.test_validate.ProcessTests.test_large",
        },
    ),
    Row(
        "updatecheck",
        "lessons/clients/updatecheck.py",
        f"{CLIENTS}.test_updatecheck.ProcessTests.test_oneRun",
        {
            "ETag": f"{CLIENTS}.test_updatecheck.MemoryTests.test_etag",
            "Last-Modified": f"{CLIENTS}.test_updatecheck.MemoryTests.test_lastModified",
            "no validators": f"{CLIENTS}.test_updatecheck.MemoryTests.test_noValidator",
        },
    ),
    Row(
        "webdownload",
        "lessons/clients/webdownload.py",
        f"{CLIENTS}.test_webdownload.ProcessTests.test_terminal",
        {
            "kilobytes without a length": f"{CLIENTS}.test_webdownload.MemoryTests.test_noLength",
        },
    ),
    Row(
        "test harness",
        "lessons/clients/harness.py",
        f"{CLIENTS}.test_harness.ProcessTests.test_methods",
        {"was on httplib": f"{CLIENTS}.test_harness.ProcessTests.test_step"},
    ),
    Row(
        "debug log",
        "lessons/step10.py",
        "lessons.test_step10.ProcessTests.test_debug",
        {"_DEBUG = 0 in the source": "lessons.test_step10.ProcessTests.test_quiet"},
    ),
    Row(
        "dispatchers",
        "lessons/step10.py",
        "server.test_dispatchers.TableTests.test_method",
        {
            "by reflection": "server.test_dispatchers.PrefixTests.test_method",
            "only prefixed methods": "server.test_dispatchers.PrefixTests.test_everyAttribute",
            "shows what is unknown": "server.test_dispatchers.PrefixTests.test_unknown",
        },
    ),
    Row(
        "simpleproxy",
        "lessons/step14.py",
        "lessons.test_step14.ProxyTests.test_line",
        {"open to the world": "server.proxy.test_exchange.DestinationTests.test_refused"},
    ),
    Row(
        "wordcountproxy",
        "lessons/step14.py",
        "lessons.test_step14.ProxyTests.test_counted",
        {"compressed bodies counted as noise": "lessons.test_step14.ProxyTests.test_compressed"},
    ),
    Row(
        "plant database",
        "lessons/step11.py",
        "server.plants.test_application.AddTests.test_add",
        {
            "five styles": "server.plants.test_styles.StyleListTests.test_five",
            "state on a shared object": "server.plants.test_styles.CoroutineTests.test_twoAtATime",
            "values pasted into SQL": "server.plants.test_store.SQLiteTests.test_exactName",
            "check-then-add races": "server.plants.test_store.SQLiteTests.test_simultaneousAdds",
            "on PostgreSQL": "server.plants.test_store.PostgreSQLTests.test_simultaneousAdds",
            "an error is a clear page": "server.plants.test_application.OutageTests.test_every",
        },
    ),
    Row(
        "text search",
        "lessons/step12.py",
        "lessons.test_step12.SearchTests.test_results",
        {
            "the real Glimpse": "server.search.test_glimpse.GlimpseTests.test_definition",
            "a path straight to open()": "lessons.test_step12.SearchTests.test_leadingOut",
            "not escaped": "lessons.test_step12.SearchTests.test_escaped",
            "an error as a result row": "lessons.test_step12.SearchTests.test_brokenEngine",
            "HTML in a sandbox": "lessons.test_step12.SearchTests.test_sandbox",
        },
    ),
    Row(
        "temperature over XML-RPC",
        "lessons/step13.py",
        "lessons.test_step13.ProcessTests.test_backEnds",
        {
            "a blocking server": f"{TEMPERATURE}.test_backends.BlockingTests.test_procedures",
            "XMLRPC on Twisted": f"{TEMPERATURE}.test_backends.TwistedTests.test_procedures",
            "an application for twistd": f"{TEMPERATURE}.test_backends.TwistdTests.test_twistd",
            "ranges": f"{TEMPERATURE}.test_scale.CategoryTests.test_limits",
            "two decimals": f"{TEMPERATURE}.test_pages.PageTests.test_conversion",
            "silently converted -1": f"{TEMPERATURE}.test_pages.PageTests.test_noNumber",
            "a back end that is down": f"{TEMPERATURE}.test_client.ClientTests.test_refused",
            "slow": f"{TEMPERATURE}.test_client.ClientTests.test_silent",
            "faulty": f"{TEMPERATURE}.test_client.ClientTests.test_broken",
        },
    ),
    Row(
        "how Twisted Web is put together",
        "lessons/step15.py",
        "server.xray.test_pathwatch.PathWatchTests.test_way",
        {"for a real request": "lessons.test_step15.ProcessTests.test_trace"},
    ),
]

#: What the course does not hold yet. This set only ever gets smaller.
TO_COME: set[str] = set()

#: Every system there is.
ALL = {
    *("runreactor", "calllater", "connection", "connectiontester", "portscan", "dataforward"),
    *("echoserver", "webecho", "parsing by hand", "requesthandler", "formhandler"),
    *("static_content", "static_dispatch", "dynamic_content", "dynamic_dispatch", "redirectTo"),
    *("resourcetree", "handle_post", "blocking", "non_blocking", "request bodies"),
    *("shared values", "debug log", "simpleproxy", "wordcountproxy"),
    *("webcat", "webcat2", "webcat3", "validate", "updatecheck", "webdownload", "test harness"),
    *("dispatchers", "plant database", "text search", "temperature over XML-RPC"),
    "how Twisted Web is put together",
}


class LedgerTests(SynchronousTestCase):
    """
    Each classic system is in the course, where the ledger says, with the tests that it
    names.
    """

    def test_complete(self) -> None:
        """
        Each system is held by the course, or is to come, and not both.
        """
        held = [row.name for row in ROWS]
        self.assertEqual(len(held), len(set(held)))
        self.assertEqual(set(held) | TO_COME, ALL)
        self.assertEqual(set(held) & TO_COME, set())

    def test_files(self) -> None:
        """
        The file of each row exists, and the table of the old books' programs leads from the
        name of the system to its page.
        """
        table = (ROOT / "lessons" / "oldbooks.rst").read_text().replace("``", "")
        for row in ROWS:
            self.assertTrue((ROOT / row.file).exists(), row.file)
            place = row.file.removeprefix("lessons/").removesuffix(".py")
            entry = rf"^{re.escape(row.name)} +:doc:`{re.escape(place)}`"
            self.assertRegex(table, re.compile(entry, re.MULTILINE))

    def test_proofs(self) -> None:
        """
        Each test that the ledger names is one that trial runs.
        """
        for row in ROWS:
            for proof in (row.proof, *row.also.values()):
                module, case, method = f"tests.{proof}".rsplit(".", 2)
                found = getattr(importlib.import_module(module), case)
                self.assertTrue(issubclass(found, TestCase), proof)
                self.assertTrue(method.startswith("test"), proof)
                self.assertTrue(callable(getattr(found, method, None)), proof)
