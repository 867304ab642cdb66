#!/usr/bin/env bash
# What CI does for the gateway: lint, build without warnings, all tests, with eco-calc over the exported
# records: ci.sh [ECO-CALC] (default: a release build, made here), or ci.sh --build, which tests nothing.
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)

if command -v apt-get >/dev/null; then
  if ! [ -e /usr/include/sqlite3.h ] || ! command -v chromium >/dev/null; then
    apt-get update -qq && apt-get install -y -qq libsqlite3-dev python3-venv chromium >/dev/null
  fi
fi

swift format lint --strict --configuration "$root/.swift-format" -r Package.swift Sources Tests/GatewayTests Tests/load

log=$(mktemp)
trap 'rm -f "$log"' EXIT
swift build --build-tests 2>&1 | tee "$log"
if grep -E '(Sources|Tests)/.*: warning: ' "$log" | grep -v checkouts; then
  echo "warnings in the gateway" >&2
  exit 1
fi
[ "${1:-}" != --build ] || exit 0

eco_calc=${1:-}
if [ -z "$eco_calc" ]; then
  swift build --package-path "$root" --scratch-path "$root/.build-release" -c release --product eco-calc
  eco_calc=$root/.build-release/release/eco-calc
fi
ECO_CALC="$eco_calc" ./test
