"""
The field guide: what real clients send, recorded on loopback, and what each step makes of it.

C{make field} records: it installs the programs that C{clients.toml} names in a folder of its
own, and runs them where there is no network but loopback. What they sent is kept in
C{recorded/}, byte by byte, with an index that says which program, which version, which
command and which day. Nothing of it is needed to read the guide.
"""
