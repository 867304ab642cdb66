#!/usr/bin/env bash
# The addon over the C library that stands in .build-c, held against eco-calc over 10,000 records:
# ci.sh [ECO-CALC] (default: the release build). What is missing is installed by name.
set -euo pipefail
eco_calc=$(realpath "${1:-"$(dirname "$0")/../../.build-release/release/eco-calc"}")
cd "$(dirname "$0")"
need() { # need COMMAND PACKAGE
  command -v "$1" >/dev/null || { apt-get update -qq && apt-get install -y -qq "$2" >/dev/null; }
}
need node nodejs
need gcc gcc
need pkg-config pkg-config
[ -e /usr/include/node/node_api.h ] || { apt-get update -qq && apt-get install -y -qq libnode-dev >/dev/null; }

../../Bindings/c/build.sh
./build.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 ../../Benchmarks/generate.py --records 10000 --seed 6 --format jsonl -o "$work/log.jsonl"
"$eco_calc" -q "$work/log.jsonl" -o "$work/out.jsonl"
ECO_LOG=$work/out.jsonl node --test
