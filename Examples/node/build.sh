#!/usr/bin/env bash
# Builds the addon with the C compiler alone: build.sh. It finds libecomodel.so where Bindings/c/build.sh puts
# it, and Node's headers where Debian does.
set -euo pipefail
cd "$(dirname "$0")"
library=$(realpath ../../.build-c/ecomodel)
mkdir -p build
# shellcheck disable=SC2046
cc -std=c11 -Wall -Wextra -Wpedantic -Werror -O2 -fPIC -shared -o build/ecomodel.node ecomodel.c \
  -isystem "${NODE_HEADERS:-/usr/include/node}" \
  $(PKG_CONFIG_PATH=$library/lib/pkgconfig pkg-config --cflags --libs ecomodel) -Wl,-rpath,"$library/lib"
