#!/usr/bin/env bash
# Builds eco-calc as it is released, which loads nothing of Swift's and no C++ library:
# static_build.sh SCRATCH
# The binary is SCRATCH/release/eco-calc.
#
# Swift's runtime needs the C++ library. To load that, and to find its symbols in it, took a small run a
# third of its time, so it is looked for first in a folder that has its archive alone. libgcc_s stays
# outside: the C library loads it itself when a thread ends.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -eq 1 ] || { sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2; }
archives=$(mkdir -p "$1/archives" && cd "$1/archives" && pwd)
archive=$(clang -print-file-name=libstdc++.a)
[ -e "$archive" ] || { echo "error: no libstdc++.a here" >&2; exit 1; }
ln -sf "$archive" "$archives"
swift build -c release --static-swift-stdlib --product eco-calc --scratch-path "$1" \
  -Xswiftc -L -Xswiftc "$archives"
