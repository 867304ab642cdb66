#!/usr/bin/env bash
# Makes what other languages install: release.sh FOLDER gets ecomodel-c-VERSION-linux-x86_64.tar.gz
# (header, library, pkg-config file) and the wheel.
set -euo pipefail
cd "$(dirname "$0")"
out=$(mkdir -p "$1" && cd "$1" && pwd)
# A release is made of a tag's files alone, which have no history; it says the time.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

python/build.sh "$out"
version=$(sed -n 's/^Version: //p' ../.build-c/ecomodel/lib/pkgconfig/ecomodel.pc)
name=ecomodel-c-$version-linux-$(uname -m)
cp -a ../.build-c/ecomodel "$work/$name"
cp ../LICENSE "$work/$name"
tar --create --directory "$work" --format=ustar --sort=name --mtime="@$SOURCE_DATE_EPOCH" \
  --owner=root:0 --group=root:0 --mode=u=rwX,go=rX "$name" | gzip -n -9 >"$out/$name.tar.gz"
echo "$out/$name.tar.gz"
