# The temperature service as an application for twistd:
#
#     twistd --nodaemon --python server/temperature/service.tac
#
# twistd brings what a server needs that runs for months: it goes into the
# background, writes its process id and its log into files, changes its user.

from twisted.application.internet import TCPServer
from twisted.application.service import Application
from twisted.web.server import Site

from server.temperature.backend import PORT, TemperatureService

application = Application("temperature")
server = TCPServer(PORT, Site(TemperatureService()), interface="127.0.0.1")
server.setServiceParent(application)
