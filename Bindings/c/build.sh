#!/usr/bin/env bash
# Builds libecomodel.so, which needs nothing but the system's C and C++ libraries: build.sh [FOLDER]
# FOLDER (default: .build-c/ecomodel) gets include, lib and lib/pkgconfig.
set -euo pipefail
cd "$(dirname "$0")/../.."
out=$(mkdir -p "${1:-.build-c/ecomodel}" && cd "${1:-.build-c/ecomodel}" && pwd)

# --static-swift-stdlib alone leaves the Swift libraries of a dynamic product outside, and other linkers
# than lld leave the runtime's local symbols in the dynamic table.
options=(
  -c release --product ecomodel --scratch-path .build-c --static-swift-stdlib
  -Xswiftc -static-stdlib -Xswiftc -use-ld=lld
  -Xswiftc -Xfrontend -Xswiftc -function-sections -Xcc -ffunction-sections -Xcc -fdata-sections
  -Xlinker --version-script=Bindings/c/ecomodel.map -Xlinker -soname=libecomodel.so.1
  -Xlinker --gc-sections -Xlinker --icf=all -Xlinker -O2 -Xlinker -s
)
swift build "${options[@]}"
built=$(swift build "${options[@]}" --show-bin-path)

mkdir -p "$out/include" "$out/lib/pkgconfig"
cp Sources/CEcoModel/include/ecomodel.h "$out/include"
cp "$built/libecomodel.so" "$out/lib/libecomodel.so.1"
ln -sf libecomodel.so.1 "$out/lib/libecomodel.so"
version=$(sed -n 's/.*version: StaticString = "\(.*\)"/\1/p' Sources/PlainText/Release.swift)
# Its folder is found from where the file lies, so that it may be unpacked anywhere.
cat >"$out/lib/pkgconfig/ecomodel.pc" <<END
prefix=\${pcfiledir}/../..
Name: ecomodel
Description: Energy and carbon of LLM requests
Version: $version
Cflags: -I\${prefix}/include
Libs: -L\${prefix}/lib -lecomodel
END
