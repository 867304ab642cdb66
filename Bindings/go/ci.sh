#!/usr/bin/env bash
# The Go package over the C library that stands in .build-c, held against eco-calc over 100,000 records:
# ci.sh [ECO-CALC] (default: the release build). What is missing is installed by name.
set -euo pipefail
eco_calc=$(realpath "${1:-"$(dirname "$0")/../../.build-release/release/eco-calc"}")
cd "$(dirname "$0")"
need() { # need COMMAND PACKAGE
  command -v "$1" >/dev/null || { apt-get update -qq && apt-get install -y -qq "$2" >/dev/null; }
}
need go golang-go
need gcc gcc
need pkg-config pkg-config

../c/build.sh
built=$(realpath ../../.build-c/ecomodel)
export PKG_CONFIG_PATH=$built/lib/pkgconfig LD_LIBRARY_PATH=$built/lib
# It has no dependencies and asks for none.
export GOFLAGS=-mod=readonly GOPROXY=off

unformatted=$(gofmt -l .)
[ -z "$unformatted" ] || { echo "error: gofmt: $unformatted" >&2; exit 1; }
go vet ./...
# The README's example is the one that is run.
sed -n '/^func Example/,/Output/p' example_test.go | sed '1d;$d; s/^\t//; s/\t/  /g' \
  | diff - <(sed -n '/^```go$/,/^```$/p' ../../README.md | sed '1d;$d')

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 ../../Benchmarks/generate.py --records 100000 --seed 3 -o "$work/log.csv"
"$eco_calc" -q "$work/log.csv" -o "$work/log.out.csv" --summary "$work/log.json" >/dev/null
ECO_LOG=$work/log go test -count=1 .
# What C is given must not be moved or freed under its hands.
GODEBUG=cgocheck=2 GOGC=1 go test -count=1 -run 'Example|Goroutines|Summary|Refused' .
