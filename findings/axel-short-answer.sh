#!/usr/bin/env bash
# axel 2.17.11 of Debian 12 (2026-11) ends with status 0 where 95 of 100 bytes are missing, and
# leaves the five in the place of the file. Busybox' wget ends with status 1.
# RFC 9112, 8: content that is shorter than Content-Length says is incomplete, and a client that
# gets it MUST record it as incomplete.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$here/unpack" "$folder" axel=2.17.11-3 busybox-static=1:1.35.0-4+deb12u1+b1

seen='axel: status 0, 5 bytes
wget: status 1'
axel=$(timeout 40 python3 "$here/hear.py" 100 \
  "$folder/usr/bin/axel" -q -n 1 -o "$folder/leaf" 'http://127.0.0.1:{port}/') || true
wget=$(timeout 40 python3 "$here/hear.py" 100 \
  "$folder/bin/busybox" wget -O "$folder/other" 'http://127.0.0.1:{port}/') || true
now="axel: ${axel##*; }, $(wc -c <"$folder/leaf") bytes
wget: ${wget##*; }"
printf "%s\n" "$now"
if [ "$now" != "$seen" ]; then
  printf "This has changed. It was:\n%s\n" "$seen" >&2
  exit 1
fi
