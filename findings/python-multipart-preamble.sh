#!/usr/bin/env bash
# python-multipart 0.0.34 (2026-11): a body with a preamble is refused.
# RFC 2046, 5.1.1: what stands before the first boundary is the preamble, often a note for
# people with old mail programs; receivers ignore it.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet python-multipart==0.0.34

seen='a field: 1
MultipartParseError: Expected boundary character 45, got 84 at index 2'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from logging import disable

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import FormParser

disable()
FORM = b'--X\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--X--\r\n'

for preamble in b"", b"This is a form in several parts.\r\n":
    parser = FormParser(
        "multipart/form-data",
        lambda field: print("a field:", field.value.decode()),
        lambda file: None,
        boundary=b"X",
    )
    try:
        parser.write(preamble + FORM)
    except FormParserError as error:
        print(type(error).__name__ + ":", error)
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
