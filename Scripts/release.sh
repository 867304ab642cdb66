#!/usr/bin/env bash
# Makes the archive of a release, from the same compiler to the same bytes wherever it is built.
#
#   release.sh TAG [FOLDER]         from the files of a tag (v1.0.0), built from nothing
#   release.sh --snapshot [FOLDER]  from the files that stand here, built in .build-static
#
# FOLDER (default: .build-archive) gets eco-calc-VERSION-linux-x86_64.tar.gz, a wheel for uvx and pipx, and
# their SHA256SUMS; of a tag also the C library and the wheel of the Python package.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -eq 1 ] || [ $# -eq 2 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }
out=$(mkdir -p "${2:-.build-archive}" && cd "${2:-.build-archive}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if [ "$1" = --snapshot ]; then
  time=$(git log -1 --format=%ct)
  scratch=.build-static
else
  time=$(git log -1 --format=%ct "refs/tags/$1")
  scratch=$work/build
  mkdir "$work/source"
  git archive "refs/tags/$1" | tar -x -C "$work/source"
  cd "$work/source"
fi

Scripts/static_build.sh "$scratch"
# What two builds of the same source differ in: names of their folders, and hashes over those.
objcopy --strip-all --remove-section .swift_modhash --remove-section .note.gnu.build-id \
  "$scratch/release/eco-calc" "$work/eco-calc"
eco_calc=$work/eco-calc

version=$("$eco_calc" --version | sed 's/^eco-calc \(.*\), .*/\1/')
if [ "$1" = --snapshot ]; then
  version+=-snapshot
elif [ "$1" != "v$version" ] || ! grep -qx "## $version" CHANGELOG.md; then
  echo "error: the tag is $1, eco-calc says $version, and CHANGELOG.md has to have a heading for it" >&2
  exit 1
fi

name=eco-calc-$version-linux-$(uname -m)
mkdir -p "$work/$name"/{completions,data/editions/2026-11,docs,man}
cp "$eco_calc" CHANGELOG.md LICENSE METHODOLOGY.md README.md SECURITY.md "$work/$name"
cp data/SOURCES.md "$work/$name/data"
cp data/editions/2026-11/METHODOLOGY.md "$work/$name/data/editions/2026-11"
cp docs/*.svg "$work/$name/docs"
"$eco_calc" man >"$work/$name/man/eco-calc.1"
"$eco_calc" completions bash >"$work/$name/completions/eco-calc"
"$eco_calc" completions zsh >"$work/$name/completions/_eco-calc"
"$eco_calc" completions fish >"$work/$name/completions/eco-calc.fish"

tar --create --directory "$work" --format=ustar --sort=name --mtime="@$time" \
  --owner=root:0 --group=root:0 --mode=u=rwX,go=rX "$name" | gzip -n -9 >"$out/$name.tar.gz"
wheel=$(Scripts/wheel.py "$work/eco-calc" "$out")
archives=("$name.tar.gz" "${wheel##*/}")
if [ "$1" != --snapshot ]; then
  SOURCE_DATE_EPOCH=$time Bindings/release.sh "$out"
  archives+=("ecomodel-c-$version-linux-$(uname -m).tar.gz")
  archives+=("ecomodel-$version-py3-none-manylinux_2_34_$(uname -m).whl")
fi
(cd "$out" && sha256sum "${archives[@]}" | tee SHA256SUMS)
