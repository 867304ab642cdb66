#!/usr/bin/env bash
# Makes the environment that the job runs in, .build-spark, and prints its Python. ECOMODEL_WHEEL names the
# wheel; where it is not said, it is built, which needs Swift.
set -euo pipefail
cd "$(dirname "$0")"
if ! command -v java >/dev/null; then
  apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends default-jre-headless >&2
fi
environment=$(realpath ../..)/.build-spark
[ -x "$environment/bin/pip" ] || python3 -m venv --clear "$environment"
install=("$environment/bin/pip" install --quiet --disable-pip-version-check)
"${install[@]}" -r requirements.txt >&2
"${install[@]}" --no-deps --force-reinstall "${ECOMODEL_WHEEL:-$(../../Bindings/python/build.sh | tail -1)}" >&2
echo "$environment/bin/python"
