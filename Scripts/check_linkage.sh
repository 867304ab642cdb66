#!/usr/bin/env bash
# The release binary must load nothing but the C library and libgcc_s, and must work when it is moved to an empty directory.
set -euo pipefail
cd "$(dirname "$0")/.."

Scripts/static_build.sh .build-static
binary=.build-static/release/eco-calc

if ldd "$binary" | grep -vE '^\s*(linux-vdso|libc|libgcc_s|libm|/lib.*/ld-linux[^ ]*)\.so[.0-9]* '; then
  echo "error: the release binary loads these" >&2
  exit 1
fi
dynamic=.build-release/release/eco-calc
if [ -e "$dynamic" ] && ldd "$dynamic" | grep -i foundation; then
  echo "error: the dynamically linked binary loads Foundation" >&2
  exit 1
fi

elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
cp "$binary" Examples/response.json "$elsewhere"
block=$(cd "$elsewhere" && ./eco-calc --significant-digits 2 response.json | grep -o '"eco":{[^}]*}')
expected='"eco":{"energy_wh":0.0021,"carbon_g":0.00057,"carbon_per_1k_tokens_g":0.013,"accuracy":"accurate","methodology_version":"v2-2026-12"}'
if [ "$block" != "$expected" ]; then
  echo "error: moved away, the binary says $block" >&2
  exit 1
fi
echo "only the C library and libgcc_s are loaded; the moved binary gives the documented block"
