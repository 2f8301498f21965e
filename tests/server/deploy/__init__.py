"""
What is ready for those who leave a server running: for proxies, tried with real ones, for systemd
and for containers.
"""
