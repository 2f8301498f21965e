#!/usr/bin/env bash
# Twisted 26.10.0 (2026-11): twisted.web.template writes an end tag for <wbr>.
# HTML standard, 13.1.2 Elements: wbr is a void element, and a void element has no end
# tag. Twisted knows all the others; its list of void elements says "wbs" instead.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet Twisted==26.10.0

seen='<p>a<wbr></wbr>b<br /></p>'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from twisted.web.template import flattenString, tags

print(flattenString(None, tags.p("a", tags.wbr(), "b", tags.br())).result.decode())
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
