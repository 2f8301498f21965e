// Node's own server: node.js PORT.
const allowed = ["GET", "HEAD", "POST"];
require("http").createServer((request, response) => {
  if (!allowed.includes(request.method)) {
    response.writeHead(405, {Allow: allowed.join(", ")});
    return response.end("no such method\n");
  }
  const pieces = [];
  request.on("data", piece => pieces.push(piece));
  request.on("end", () => {
    response.setHeader("Content-Type", "text/plain");
    response.end("you sent: " + Buffer.concat(pieces) + "\n");
  });
}).listen(+process.argv[2], "127.0.0.1");
