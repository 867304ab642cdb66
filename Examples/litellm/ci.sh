#!/usr/bin/env bash
# The callback held against eco-calc in LiteLLM's library, and with --proxy in its proxy, asked by the OpenAI
# SDK: ci.sh [--proxy] [ECO-CALC] (default: the release build). The proxy needs 750 MB of packages, so .ci/run
# leaves it out. ECOMODEL_WHEEL names the wheel; where it is not said, it is built.
set -euo pipefail
packages=(litellm==1.108.7 pytest==9.0.3) tests=(test_callback.py)
if [ "${1-}" = --proxy ]; then
  packages=('litellm[proxy]==1.108.7' pytest==9.0.3) tests=(.)
  shift
fi
ECO_CALC=$(realpath "${1:-"$(dirname "$0")/../../.build-release/release/eco-calc"}")
export ECO_CALC
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
wheel=${ECOMODEL_WHEEL:-$(../../Bindings/python/build.sh "$work" | tail -1)}
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "$wheel" "${packages[@]}"
# Its table of prices is fetched, unless it is told to take its own.
LITELLM_LOCAL_MODEL_COST_MAP=True "$work/venv/bin/python" -W ignore -m pytest -q -p no:cacheprovider "${tests[@]}"
