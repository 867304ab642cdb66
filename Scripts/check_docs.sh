#!/usr/bin/env bash
# DocC builds EcoModel's documentation, and a warning is an error.
set -euo pipefail
cd "$(dirname "$0")/.."

out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
mkdir "$out/graphs"
swift build --target EcoModel --scratch-path "$out/build" -Xswiftc -emit-symbol-graph \
  -Xswiftc -emit-symbol-graph-dir -Xswiftc "$out/graphs" \
  -Xswiftc -symbol-graph-minimum-access-level -Xswiftc public >"$out/log" 2>&1 \
  || { cat "$out/log" >&2; exit 1; }
catalogue=()
[ -d Sources/EcoModel/EcoModel.docc ] && catalogue=(Sources/EcoModel/EcoModel.docc)
docc="$(command -v docc || echo "$(dirname "$(readlink -f "$(command -v swift)")")/docc")"
"$docc" convert "${catalogue[@]}" --additional-symbol-graph-dir "$out/graphs" \
  --fallback-display-name EcoModel --fallback-bundle-identifier EcoModel \
  --warnings-as-errors --output-path "$out/archive"
echo "EcoModel's documentation builds without warnings"
