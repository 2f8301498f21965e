"""
Temperature over XML-RPC: a back end in two implementations, and the web
application that is its client.
"""
