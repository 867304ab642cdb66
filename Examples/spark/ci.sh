#!/usr/bin/env bash
# The job held against eco-calc on one machine and on a cluster that loses a worker: ci.sh [ECO-CALC]
# (default: the release build). Minutes, and half a gigabyte the first time: .ci/run does not run it.
set -euo pipefail
ECO_CALC=$(realpath "${1:-"$(dirname "$0")/../../.build-release/release/eco-calc"}")
export ECO_CALC
cd "$(dirname "$0")"
python=$(./environment.sh)
"$python" -m pip install --quiet --disable-pip-version-check pytest==9.0.3
"$python" -m pytest -q -p no:cacheprovider .
