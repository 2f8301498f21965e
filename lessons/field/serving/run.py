"""
Starts one of Python's servers: C{run.py NAME PORT}.
"""

import asyncio
import sys

sys.path.insert(0, "/srv/serving")
from app import wsgi

HOST = "127.0.0.1"
NAME, PORT = sys.argv[1], int(sys.argv[2])


def wsgiref():
    from wsgiref.simple_server import make_server

    make_server(HOST, PORT, wsgi).serve_forever()


def waitress():
    import waitress

    waitress.serve(wsgi, host=HOST, port=PORT)


def cheroot():
    from cheroot.wsgi import Server

    Server((HOST, PORT), wsgi, numthreads=10).start()


def werkzeug():
    from werkzeug.serving import run_simple

    run_simple(HOST, PORT, wsgi, threaded=True)


def gevent():
    from gevent.pywsgi import WSGIServer

    WSGIServer((HOST, PORT), wsgi, log=None).serve_forever()


def aiohttp():
    from aiohttp import web

    async def page(request):
        text = "you sent: " + (await request.read()).decode("latin-1") + "\n"
        return web.Response(text=text)

    site = web.Application()
    site.router.add_get("/", page)
    site.router.add_post("/", page)
    web.run_app(site, host=HOST, port=PORT)


def tornado():
    from tornado.web import Application, RequestHandler

    class Page(RequestHandler):
        def get(self):
            self.write("you sent: \n")

        head = get

        def post(self):
            self.write(b"you sent: " + self.request.body + b"\n")

    async def main():
        Application([("/", Page)]).listen(PORT, HOST)
        await asyncio.Event().wait()

    asyncio.run(main())


def sanic():
    from sanic import Sanic, text

    site = Sanic("site")

    @site.route("/", methods=["GET", "HEAD", "POST"])
    async def page(request):
        return text("you sent: " + request.body.decode("latin-1"))

    site.run(HOST, PORT, single_process=True, access_log=False)


def twisted():
    from twisted.internet import reactor
    from twisted.web.resource import Resource
    from twisted.web.server import Site

    class Page(Resource):
        isLeaf = True

        def render_GET(self, request):
            return b"you sent: \n"

        def render_POST(self, request):
            return b"you sent: " + request.content.read() + b"\n"

    reactor.listenTCP(PORT, Site(Page()), interface=HOST)
    reactor.run()


globals()[NAME]()
