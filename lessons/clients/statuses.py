"""
How a client ends: the exit statuses, the same for all of them.

A person reads the line on standard error; a program that called ours reads the
number. The numbers are those of C{wget}, which scripts know already.
"""

from enum import IntEnum

#: For the end of a client's --help.
EPILOG = """\
exit status: 0 all is well; 1 something else; 2 command line; 3 file;
4 no connection, or timeout; 5 certificate; 6 login; 7 an answer that is of no
use: not HTTP, cut short, a redirect that leads nowhere; 8 the server answered
4xx or 5xx; 130 Ctrl-C"""


class Exit(IntEnum):
    """
    What a client's exit status means.
    """

    WELL = 0  #: all is well
    OTHER = 1  #: something that has no number of its own
    COMMAND_LINE = 2  #: the command line makes no sense
    FILE = 3  #: a file cannot be read or written
    NETWORK = 4  #: no connection, or nothing came in time
    CERTIFICATE = 5  #: the server's TLS certificate is not to be trusted
    LOGIN = 6  #: the server wants another user or password
    PROTOCOL = 7  #: what came is of no use: no HTTP, cut short, not what was asked for
    REFUSED = 8  #: the server answered with an error, 4xx or 5xx
    INTERRUPTED = 130  #: Ctrl-C, as a shell counts it: 128 + SIGINT
