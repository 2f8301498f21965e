#!/usr/bin/env bash
# multipart 2.0.1 and python-multipart 0.0.34 (2026-11): a blank behind a boundary is an error.
# RFC 2046, 5.1.1: a boundary may be followed by linear white space, "transport padding",
# and receivers MUST handle it; RFC 7578, 4.1 takes its boundaries from there.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet multipart==2.0.1 python-multipart==0.0.34

seen='useMultipart ParserError Unexpected byte after first boundary
usePythonMultipart MultipartParseError Did not find CR at end of boundary (3)'
now=$(timeout 40 "$folder/bin/python" -W ignore - <<'END'
from io import BytesIO
from logging import disable

from multipart import MultipartError, MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import FormParser

disable()
BODY = b'--X \r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--X--\r\n'


def useMultipart():
    return [part.value for part in MultipartParser(BytesIO(BODY), "X")]


def usePythonMultipart():
    values = []
    parser = FormParser(
        "multipart/form-data",
        lambda field: values.append(field.value.decode()),
        lambda file: None,
        boundary=b"X",
    )
    parser.write(BODY)
    return values


for read in useMultipart, usePythonMultipart:
    try:
        print(read.__name__, read())
    except (MultipartError, FormParserError) as error:
        print(read.__name__, type(error).__name__, error)
END
) || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
