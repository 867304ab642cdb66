#!/usr/bin/env bash
# The Python package as a user has it: its wheel in a fresh environment, away from the repository, held
# against eco-calc: ci.sh [ECO-CALC] (default: the release build).
set -euo pipefail
eco_calc=$(realpath "${1:-"$(dirname "$0")/../../.build-release/release/eco-calc"}")
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

../release.sh "$work"
wheel=$(ls "$work"/*.whl)

# The C tarball works wherever it is unpacked.
mkdir "$work/c"
tar -xzf "$work"/ecomodel-c-*.tar.gz --strip-components 1 -C "$work/c"
PKG_CONFIG_PATH=$work/c/lib/pkgconfig
export PKG_CONFIG_PATH
# shellcheck disable=SC2046
gcc -o "$work/example" ../c/example.c $(pkg-config --cflags --libs ecomodel)
LD_LIBRARY_PATH=$work/c/lib "$work/example" | grep -qF '"energy_wh":0.0021,'

python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check "$wheel" -r requirements-test.txt
mkdir "$work/elsewhere"
tests=$PWD/tests
cd "$work/elsewhere"
"$work/venv/bin/python" -m pytest -q -p no:cacheprovider "$tests" --eco-calc "$eco_calc"
