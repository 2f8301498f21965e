#!/usr/bin/env bash
# Two constants of a valid module that pydoctor 25.10.1 (2026-11) cannot show:
# - a string with a no-break space: "bad rendering of constant ... undefined entity", and
#   status 2, as for a docstring that is wrong, though all pages are written;
# - a pattern with a possessive quantifier, which Python's own re has had since 3.11: it
#   "Cannot colorize regular expression".
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet pydoctor==25.10.1 2>/dev/null

document() { # a name, and a module
  mkdir -p "$folder/$1/words"
  printf '"""\nWords.\n"""\n\n%s\n' "$2" >"$folder/$1/words/__init__.py"
  "$folder/bin/python" "$folder/$1/words/__init__.py"  # it is valid
  status=0
  (cd "$folder/$1" && "$folder/bin/pydoctor" --quiet --html-output html words >said 2>&1) || status=$?
  said=$(grep -o -e 'Cannot colorize regular expression' -e 'undefined entity' "$folder/$1/said" || true)
  echo "$1: status $status; $said"
}

seen='plain: status 0; 
blank: status 2; undefined entity
possessive: status 0; Cannot colorize regular expression'
now=$(
  document plain 'WORDS = "a b"'
  document blank 'WORDS = "a\u00a0b"'
  document possessive $'import re\n\nWORDS = re.compile(r"[a-z]++")'
)
printf '%s\n' "$now"
if [ "$now" != "$seen" ]; then
  printf 'This has changed. It was:\n%s\n' "$seen" >&2
  exit 1
fi
