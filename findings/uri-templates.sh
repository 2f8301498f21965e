#!/usr/bin/env bash
# What becomes of URI templates (2026-11): uritemplate 4.2.0 (Python) asks for "page=" where the
# page is 0; for page 1 it asks for "page=1". url-template 3.1.1 (npm) has a parameter for an empty
# list, uri-template 2.0.0 (npm) drops an empty segment of a path, and uri-template-lite 23.4.0
# (npm) puts commas where dots shall stand, and "%2520" where "%20" shall stay. uri-template 1.3.0
# (Python) and std-uritemplate 2.0.12 (npm) have all of them right.
# RFC 6570, 3.2.8: the value of a pair stands behind its "="; 2.3: a list without members counts as
# undefined; 3.2.1: a variable that is defined brings the "/", though it be empty; 3.2.5 has
# {.keys*} for ".semi=%3B.dot=..comma=%2C"; 3.2.3: {+title} keeps what is percent-encoded.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/python"
"$folder/python/bin/pip" install --quiet uritemplate==4.2.0 uri-template==1.3.0
npm install --silent --prefix "$folder" @std-uritemplate/std-uritemplate@2.0.12 \
  uri-template@2.0.0 uri-template-lite@23.4.0 url-template@3.1.1 >/dev/null

seen='uritemplate: ?page= nothing / .comma=%2C.dot=..semi=%3B red%20rose
uri-template (Python): ?page=0 nothing / .semi=%3B.dot=..comma=%2C red%20rose
std-uritemplate: ?page=0 nothing / .semi=%3B.dot=..comma=%2C red%20rose
uri-template (npm): ?page=0 nothing nothing .semi=%3B.dot=..comma=%2C red%20rose
uri-template-lite: ?page=0 nothing / .semi=%3B,dot=.,comma=%2C red%2520rose
url-template: ?page=0 ?none= / .semi=%3B.dot=..comma=%2C red%20rose'
cat >"$folder/templates.json" <<'END'
{
  "templates": ["{?page}", "{?none}", "{/empty}", "{.keys*}", "{+title}"],
  "values": {
    "page": 0,
    "none": [],
    "empty": "",
    "keys": {"semi": ";", "dot": ".", "comma": ","},
    "title": "red%20rose"
  }
}
END
cat >"$folder/expand.py" <<'END'
import json
import sys

import uri_template
import uritemplate

given = json.load(sys.stdin)
expanded = {
    "uritemplate": lambda template: uritemplate.expand(template, given["values"]),
    "uri-template (Python)": lambda template: uri_template.expand(template, **given["values"]),
}
for name, expand in expanded.items():
    print(f"{name}: " + " ".join(expand(each) or "nothing" for each in given["templates"]))
END
cat >"$folder/expand.mjs" <<'END'
import {readFileSync} from "node:fs";
import {StdUriTemplate} from "@std-uritemplate/std-uritemplate";
import uriTemplate from "uri-template";
import lite from "uri-template-lite";
import {parseTemplate} from "url-template";

const {templates, values} = JSON.parse(readFileSync(0));
const expanded = {
  "std-uritemplate": (template) => StdUriTemplate.expand(template, values),
  "uri-template (npm)": (template) => uriTemplate.parse(template).expand(values),
  "uri-template-lite": (template) => lite.expand(template, values),
  "url-template": (template) => parseTemplate(template).expand(values),
};
for (const [name, expand] of Object.entries(expanded)) {
  console.log(`${name}: ${templates.map((each) => expand(each) || "nothing").join(" ")}`);
}
END
now=$(timeout 20 "$folder/python/bin/python" "$folder/expand.py" <"$folder/templates.json"
timeout 20 node "$folder/expand.mjs" <"$folder/templates.json") || true
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
