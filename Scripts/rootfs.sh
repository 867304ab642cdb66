#!/usr/bin/env bash
# Puts all that eco-calc needs to run alone into a folder, as the whole file system of a container:
# rootfs.sh ECO-CALC FOLDER
set -euo pipefail
[ $# -eq 2 ] || { sed -n '2,3s/^# \{0,1\}//p' "$0" >&2; exit 2; }
root=$2

# zlib and zstd are looked for when a log is compressed, so the binary does not name them.
packers=$(ldconfig -p | awk '/libz\.so\.1 |libzstd\.so\.1 / && !seen[$1]++ { print $NF }')
[ "$(wc -l <<<"$packers")" -eq 2 ] || { echo "error: no libz.so.1 or no libzstd.so.1 here" >&2; exit 1; }
mkdir -p "$root/usr/bin" "$root/tmp"
strip -o "$root/usr/bin/eco-calc" "$1"
# shellcheck disable=SC2086  # one word for each library
for library in $(ldd "$1" $packers | grep -o '/[^ :]*\.so[^ :]*' | sort -u) $packers; do
  mkdir -p "$root$(dirname "$library")"
  cp --dereference "$library" "$root$library"
done
