# What Ruby's servers run.
allowed = %w[GET HEAD POST]
run(lambda do |env|
  method = env["REQUEST_METHOD"]
  unless allowed.include?(method)
    next [405, {"allow" => allowed.join(", ")}, ["no such method\n"]]
  end
  page = "you sent: #{env["rack.input"]&.read}\n"
  fields = {"content-type" => "text/plain", "content-length" => page.bytesize.to_s}
  [200, fields, method == "HEAD" ? [] : [page]]
end)
