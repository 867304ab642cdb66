#!/usr/bin/env bash
# Kills a run that replaces an old file, at random moments: kill_test.sh ECO_CALC [ROUNDS]
# Afterwards the file is the old one or the whole new one, and what is left over says by its name that it is.
set -euo pipefail
eco=$(realpath "$1")
rounds=${2:-100}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
python3 - > log.csv <<'PY'
print("generation_id,created_at,resolved_model,provider,region,prompt_tokens,completion_tokens")
for i in range(200_000):
    print(f"g{i},2026-01-14T09:30:01Z,openai/gpt-4o-mini,openai,eu-west,18,{i % 100}")
PY
"$eco" log.csv -o complete.csv
start=$(date +%s%N)
"$eco" log.csv -o complete.csv
micros=$((($(date +%s%N) - start) / 1000))
old=0 new=0 left=0
for ((round = 0; round < rounds; round++)); do
  echo old > out.csv
  "$eco" log.csv -o out.csv -q & run=$!
  # Somewhere in a run's length.
  python3 -c "import time, random; time.sleep(random.random() * $micros / 1e6)"
  signal=$([ $((round % 4)) = 0 ] && echo TERM || echo KILL)
  kill -s "$signal" $run 2> /dev/null || true
  wait $run 2> /dev/null || true
  if [ "$(head -c 4 out.csv)" = old ]; then
    [ "$(cat out.csv)" = old ] || { echo "round $round: the old file is not whole"; exit 1; }
    old=$((old + 1))
  else
    cmp -s out.csv complete.csv || { echo "round $round: neither the old file nor the new one"; exit 1; }
    new=$((new + 1))
  fi
  for file in *; do
    case $file in
      log.csv | complete.csv | out.csv) ;;
      out.csv.eco-calc-*.tmp)
        [ "$signal" = KILL ] || { echo "round $round: $file left behind by SIGTERM"; exit 1; }
        left=$((left + 1)); rm "$file" ;;
      *) echo "round $round: $file left behind"; exit 1 ;;
    esac
  done
done
echo "$rounds kills: the old file $old times, the new one $new times; $left temporary files left by SIGKILL"
