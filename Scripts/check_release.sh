#!/usr/bin/env bash
# The archive of a release: made twice to the same bytes, once from a clean copy in another folder; whole
# by its checksum, and what is in it runs.
set -euo pipefail
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
Scripts/release.sh --snapshot "$work/first" &
first=$!
git clone --quiet --no-local . "$work/a copy"
git ls-files -z --cached --others --exclude-standard --deduplicate | xargs -0 cp --parents -t "$work/a copy"
(umask 077 && cd "$work/a copy" && TZ=Asia/Tokyo Scripts/release.sh --snapshot "$work/second" >/dev/null)
wait "$first"
diff -r "$work/first" "$work/second"
(cd "$work/first" && sha256sum --check --quiet SHA256SUMS)

tar -xzf "$work"/first/*.tar.gz -C "$work"
place=("$work"/eco-calc-*)
[ "$(cd "${place[0]}" && find . -type f -printf '%P\n' | sort | tr '\n' ' ')" = "CHANGELOG.md LICENSE \
METHODOLOGY.md README.md SECURITY.md completions/_eco-calc completions/eco-calc completions/eco-calc.fish \
data/SOURCES.md data/editions/2026-11/METHODOLOGY.md docs/concurrency.svg docs/first-look.svg \
docs/predicted-and-measured.svg eco-calc man/eco-calc.1 " ]
grep -q '^\.SH NAME$' "${place[0]}/man/eco-calc.1"
for shell in completions/eco-calc completions/_eco-calc completions/eco-calc.fish; do
  grep -q -e max-omitted "${place[0]}/$shell"
done
# A build that names its folder differs from one elsewhere.
if grep -qF "$PWD/Sources/" "${place[0]}/eco-calc"; then
  echo "error: the binary names the folder that it was built in" >&2
  exit 1
fi
"${place[0]}/eco-calc" Examples/usage.csv | grep -q 'gen_01J9ZK3T5W8Q2N4B6C7D8E9F0A.*,0.002088255,'

# In an environment of its own, without Swift.
python3 -m venv "$work/fresh"
"$work/fresh/bin/pip" install --quiet --no-index --disable-pip-version-check "$work"/first/*.whl
env -i "$work/fresh/bin/eco-calc" Examples/usage.csv \
  | grep -q 'gen_01J9ZK3T5W8Q2N4B6C7D8E9F0A.*,0.002088255,'
# What the Dockerfile makes an image of, with nothing else around it.
Scripts/rootfs.sh "${place[0]}/eco-calc" "$work/rootfs"
mkdir "$work/rootfs/logs" "$work/rootfs/proc"
cp Examples/usage.csv "$work/rootfs/logs"
gzip -k "$work/rootfs/logs/usage.csv"
zstd -q "$work/rootfs/logs/usage.csv"
inside() { # inside COMMAND...: as a container has it, with /proc
  # shellcheck disable=SC2016  # the inner shell's own
  unshare --map-root-user --mount --pid --fork \
    sh -c 'mount -t proc proc "$0/proc" && exec "$@"' "$work/rootfs" "$@"
}
if inside true 2>/dev/null; then
  for log in usage.csv usage.csv.gz usage.csv.zst; do
    inside chroot "$work/rootfs" /usr/bin/eco-calc "/logs/$log" \
      | grep -q 'gen_01J9ZK3T5W8Q2N4B6C7D8E9F0A.*,0.002088255,'
  done
else
  echo "the image's files were not run: this machine allows no mounts" >&2
fi
echo "the release archive, the wheel and the image's files are whole, and what is in them runs"
