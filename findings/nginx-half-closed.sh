#!/usr/bin/env bash
# nginx 1.22.1 of Debian 12 (2026-11): a client that closes its side after its request, as
# "nc -N" does, gets no answer from what stands after nginx: it is taken for one that has left.
# What nginx answers itself, it gets; and all of it with "proxy_ignore_client_abort on", which goes
# on working for those as well who have left. HAProxy 2.6.12 answers.
# No rule of HTTP is broken: but TCP lets one side end while the other still speaks.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$here/unpack" "$folder" nginx=1.22.1-9+deb12u11 haproxy=2.6.12-1+deb12u4
mkdir "$folder/logs" "$folder/run"
cat >"$folder/nginx.template" <<'END'
daemon off;
pid run/pid;
error_log /dev/null;
events {}
http {
  access_log off;
  client_body_temp_path run/1; proxy_temp_path run/2; fastcgi_temp_path run/3;
  uwsgi_temp_path run/4; scgi_temp_path run/5;
  server {
    listen unix:FOLDER/run/behind;
    location / { return 200 "hello"; }
  }
  server {
    listen 127.0.0.1:PORT;
    location /own { return 200 "hello"; }
    location /behind { proxy_pass http://unix:FOLDER/run/behind; }
    location /ignore { proxy_pass http://unix:FOLDER/run/behind; proxy_ignore_client_abort on; }
  }
}
END
cat >"$folder/haproxy.template" <<'END'
defaults
  mode http
  timeout client 9s
  timeout server 9s
  timeout connect 9s
frontend all
  bind 127.0.0.1:PORT
  default_backend one
backend one
  server one unix@FOLDER/run/behind
END
start="sed 's|FOLDER|$folder|; s|PORT|{port}|' $folder/nginx.template >$folder/nginx.conf
exec $folder/usr/sbin/nginx -p $folder -c $folder/nginx.conf -e /dev/null"
both="sed 's|127.0.0.1:PORT|unix:FOLDER/run/front|; s|FOLDER|$folder|' $folder/nginx.template >$folder/nginx.conf
$folder/usr/sbin/nginx -p $folder -c $folder/nginx.conf -e /dev/null &
until [ -S $folder/run/behind ]; do sleep 0.1; done
sed 's|FOLDER|$folder|; s|PORT|{port}|' $folder/haproxy.template >$folder/haproxy.cfg
exec $folder/usr/sbin/haproxy -db -f $folder/haproxy.cfg"

seen='nginx, /own: HTTP/1.1 200 OK; 5 bytes of content
nginx, /behind: nothing; 0 bytes of content
nginx, /ignore: HTTP/1.1 200 OK; 5 bytes of content
haproxy, /behind: HTTP/1.1 200 OK; 5 bytes of content'
ask() {
  rm -f "$folder/run/behind" "$folder/run/front"
  printf '%s, %s: ' "$1" "$2"
  timeout 40 python3 "$here/ask.py" \
    "GET $2 HTTP/1.1\\r\\nHost: a.example\\r\\nConnection: close\\r\\n\\r\\nhalf-close" none \
    bash -c "$3"
}
now=$(ask nginx /own "$start"; ask nginx /behind "$start"; ask nginx /ignore "$start"
  ask haproxy /behind "$both") || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
