#!/usr/bin/env bash
# The C interface: the library as it is promised, and its test program as C and C++, under sanitisers
# and valgrind. What is missing is installed by name.
set -euo pipefail
cd "$(dirname "$0")/../.."
need() { # need COMMAND PACKAGE
  command -v "$1" >/dev/null || { apt-get update -qq && apt-get install -y -qq "$2" >/dev/null; }
}
need gcc gcc
need g++ g++
need valgrind valgrind
need pkg-config pkg-config

Bindings/c/build.sh
built=.build-c/ecomodel
library=$built/lib/libecomodel.so

echo "what it exports is what the header declares, and no more"
exported=$(nm -D --defined-only "$library" | sed 's/.* T //; s/@@.*//' | sort)
declared=$(gcc -E -P "$built/include/ecomodel.h" | grep -oE '\beco_[a-z_0-9]+ ?\(' | tr -d ' (' | sort -u)
diff <(echo "$declared") <(echo "$exported")

echo "what it needs is on any system since glibc 2.34"
if ldd "$library" | grep -iE 'swift|foundation|icu|dispatch'; then exit 1; fi
newest=$(objdump -T "$library" | grep -o 'GLIBC_2[0-9.]*' | sort -Vu | tail -1)
[ "$(printf '%s\n' "$newest" GLIBC_2.34 | sort -V | tail -1)" = GLIBC_2.34 ] || {
  echo "error: it needs $newest" >&2
  exit 1
}
size=$(stat -Lc %s "$library")
[ "$size" -le $((8 << 20)) ] || { echo "error: it has $size bytes" >&2; exit 1; }
echo "$size bytes, $newest"

export PKG_CONFIG_PATH=$PWD/$built/lib/pkgconfig LD_LIBRARY_PATH=$PWD/$built/lib
warnings="-Wall -Wextra -Wpedantic -Werror -D_POSIX_C_SOURCE=200809L"
run() { # run COMPILER STANDARD [OPTION]... -- [ARGUMENT]...
  local compiler=$1 standard=$2 options=()
  shift 2
  while [ "$1" != -- ]; do options+=("$1"); shift; done
  shift
  echo "$compiler -std=$standard ${options[*]}"
  # shellcheck disable=SC2046,SC2086
  $compiler -std=$standard $warnings "${options[@]}" -o .build-c/test Bindings/c/test.c \
    $(pkg-config --cflags --libs ecomodel) -lpthread
  "${wrapper[@]}" .build-c/test "$@"
}
wrapper=()
run gcc c11 --

echo "the README's example"
# shellcheck disable=SC2046,SC2086
gcc -std=c11 $warnings -o .build-c/example Bindings/c/example.c $(pkg-config --cflags --libs ecomodel)
.build-c/example | grep -qF '{"energy_wh":0.0021,"carbon_g":0.00057,'
grep -vE '^#|^$|^int main|^}$' Bindings/c/example.c | sed 's/^  //' >.build-c/example.txt
sed -n '/^```c$/,/^```$/p' README.md | sed '1d;$d' | diff - .build-c/example.txt

run g++ c++17 -x c++ --
run gcc c11 -g -fsanitize=address,undefined -fno-sanitize-recover=all -- --no-fork
# "Possibly lost" is metadata of the Swift runtime, which keeps it for ever.
wrapper=(valgrind -q --error-exitcode=9 --leak-check=full --show-leak-kinds=definite,indirect
  --errors-for-leak-kinds=definite,indirect)
run gcc c11 -g -- --short
