#!/usr/bin/env bash
# Builds the wheel: build.sh [FOLDER] (default: dist, beside this). It needs Swift 6.3 and Python 3.11.
set -euo pipefail
cd "$(dirname "$0")"
out=$(mkdir -p "${1:-dist}" && cd "${1:-dist}" && pwd)
tools=../../.build-c/wheel-tools
[ -x $tools/bin/pip ] || python3 -m venv --clear $tools
$tools/bin/pip install --quiet --disable-pip-version-check build==1.6.1 auditwheel==6.8.2

../c/build.sh
cp -L ../../.build-c/ecomodel/lib/libecomodel.so src/ecomodel/libecomodel.so
cp ../../data/log-formats.csv src/ecomodel/log-formats.csv
rm -f "$out"/ecomodel-*.whl
# The time in the archive is that of the commit: the same sources make the same bytes.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
$tools/bin/python -m build --quiet --wheel --outdir "$out" .
wheel=$(ls "$out"/ecomodel-*.whl)
# What a name promises, it has to keep.
report=$($tools/bin/auditwheel show "$wheel" | tr '\n' ' ')
[[ $report == *'platform tag: "manylinux_2_34_'* ]] || {
  echo "$report" >&2
  echo "error: it is no manylinux_2_34 wheel" >&2
  exit 1
}
echo "$wheel"
