#!/usr/bin/env bash
# The exporter held against eco-calc over the SDK's own spans: ci.sh [ECO-CALC] (default: the release build).
# ECOMODEL_WHEEL names the wheel; where it is not said, it is built.
set -euo pipefail
ECO_CALC=$(realpath "${1:-"$(dirname "$0")/../../.build-release/release/eco-calc"}")
export ECO_CALC
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wheel=${ECOMODEL_WHEEL:-$(../../Bindings/python/build.sh "$work" | tail -1)}
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "$wheel" -r requirements.txt pytest==9.0.3
"$work/venv/bin/python" -m pytest -q -p no:cacheprovider .
