# Ruby's WEBrick, with the files: webrick.rb PORT.
require "webrick"
WEBrick::HTTPServer.new(BindAddress: "127.0.0.1", Port: ARGV[0].to_i, DocumentRoot: "/srv/www",
  AccessLog: [], Logger: WEBrick::Log.new("/dev/null")).start
