#!/usr/bin/env bash
# Fuzzes the readers with AddressSanitizer: run.sh [SECONDS] [TARGET]...
# SECONDS are for each target (default 10; 0: build only). What is found stands in Fuzz/found; once it is
# mended it belongs into Fuzz/corpus/TARGET, where every later run starts from it.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(csv json formats files mixed tables)
out=.build/fuzz
mkdir -p $out Fuzz/found
objects=()

for name in CByteMasks CCompression CEcoData CSHA256 CWriteBack; do
  mkdir -p $out/$name
  printf 'module %s { umbrella "%s" export * }\n' $name "$PWD/Sources/$name/include" \
    > $out/$name/module.modulemap
  for source in "Sources/$name"/*.c; do
    object="$out/$(basename "$source" .c).o"
    clang -std=c2x -O1 -g -fsanitize=address "-ISources/$name/include" -c "$source" -o "$object"
    objects+=("$object")
  done
done
flags=(-O -g -parse-as-library -swift-version 6 -sanitize=fuzzer,address -strict-memory-safety
  -enable-upcoming-feature ExistentialAny -enable-upcoming-feature InternalImportsByDefault
  -enable-upcoming-feature MemberImportVisibility
  -enable-upcoming-feature NonisolatedNonsendingByDefault
  -package-name eco-model -suppress-warnings -use-ld=lld
  -Xcc -fmodule-map-file=$out/CByteMasks/module.modulemap
  -Xcc -fmodule-map-file=$out/CCompression/module.modulemap
  -Xcc -fmodule-map-file=$out/CEcoData/module.modulemap
  -Xcc -fmodule-map-file=$out/CSHA256/module.modulemap
  -Xcc -fmodule-map-file=$out/CWriteBack/module.modulemap)
# The modules bottom up, each compiled as a whole.
for module in EcoModel PlainText SystemFiles UsageLogs; do
  mapfile -t sources < <(find Sources/$module -name '*.swift')
  swiftc "${flags[@]}" -wmo -enable-testing -module-name $module -I $out -emit-module \
    -emit-module-path $out/$module.swiftmodule -c "${sources[@]}" -o $out/$module.o
  objects+=("$out/$module.o")
done
swiftc "${flags[@]}" -wmo -module-name Fuzz -I $out \
  Tests/EcoCalcTests/Support/MemoryRun.swift Fuzz/Fuzz.swift "${objects[@]}" -ldl -o $out/fuzz

rm -f Fuzz-1.swift* # what the compiler leaves where it stands

for target in "${targets[@]}"; do
  [ "$seconds" -gt 0 ] || continue
  printf '\n-- %s\n' "$target"
  corpus=$out/corpus-$target
  mkdir -p "$corpus" "Fuzz/corpus/$target"
  seeds=("Fuzz/corpus/$target")
  case $target in
    files) while read -r file; do cp "$file" "$corpus/$(echo "$file" | tr / _)"; done \
      < <(find Tests/EcoCalcTests/Fixtures -mindepth 2 -type f) ;;
    mixed) printf '\000\001\002\003\014\025\036' > "$corpus/kinds" ;;
    csv) tail -n +2 Tests/EcoCalcTests/Fixtures/extended/gateway-values.csv > "$corpus/rows" ;;
    json) cp Tests/EcoCalcTests/Fixtures/gateway/*.json* Tests/EcoCalcTests/Fixtures/extended/*.jsonl "$corpus" ;;
    formats) i=0; while [ $i -lt 40 ]; do for file in $(find Tests/EcoCalcTests/Fixtures -mindepth 2 -name '*.[jsc]*' -size -2k); do
        { printf "\\x$(printf %02x $i)"; cat "$file"; } > "$corpus/$i-$(basename "$file")"; done; i=$((i + 1)); done ;;
    tables) i=0; for file in grid-intensity models regions; do
        { printf "\\x$(printf %02x $i)"; head -40 "data/$file.csv"; } > "$corpus/$file"; i=$((i + 1)); done ;;
  esac
  ECO_FUZZ=$target SWIFT_BACKTRACE=enable=no ASAN_OPTIONS=detect_leaks=0 \
    $out/fuzz "$corpus" "${seeds[@]}" -max_total_time="$seconds" -timeout=20 -rss_limit_mb=4096 \
    -max_len=4096 -artifact_prefix="Fuzz/found/$target-" -print_final_stats=0 -verbosity=1 2>&1 \
    | grep -vE '^#[0-9]+.*(NEW|REDUCE|pulse|RELOAD)' | tail -25
done
rmdir --ignore-fail-on-non-empty Fuzz/found
