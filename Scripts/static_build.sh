#!/usr/bin/env bash
# Builds eco-calc as it is released, which loads the C library and nothing else: static_build.sh SCRATCH
# The binary is SCRATCH/release/eco-calc.
#
# Swift's runtime needs the C++ library. To load that, and to find its symbols in it, took a small run a
# third of its time, so it is looked for first in a folder that has archives alone.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -eq 1 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2; }
archives=$(mkdir -p "$1/archives" && cd "$1/archives" && pwd)
for pair in libstdc++:libstdc++ libgcc_s:libgcc_eh; do
  archive=$(clang -print-file-name="${pair#*:}.a")
  [ -e "$archive" ] || { echo "error: no ${pair#*:}.a here" >&2; exit 1; }
  ln -sf "$archive" "$archives/${pair%:*}.a"
done
swift build -c release --static-swift-stdlib --product eco-calc --scratch-path "$1" \
  -Xswiftc -L -Xswiftc "$archives"
