#!/usr/bin/env bash
# Formats, lints and types all Python as pyproject.toml says: lint_python.sh [--fix]
# The tools, and what the Python imports, are installed by name into .build-python.
set -euo pipefail
cd "$(dirname "$0")/.."

[ -x .build-python/bin/pip ] || python3 -m venv --clear .build-python
.build-python/bin/pip install --quiet --disable-pip-version-check ruff==0.17.6 mypy==2.4.1 \
  -r Benchmarks/requirements.txt -r Examples/gateway/Tests/clients/requirements.txt \
  -r Examples/grafana/requirements.txt -r Examples/opentelemetry/requirements.txt \
  -r Bindings/python/requirements-test.txt

python=(
  Scripts Benchmarks Examples/gateway/Tests/clients Examples/grafana
  Bindings/python Examples/spark Examples/litellm Examples/opentelemetry
)
if [ "${1-}" = --fix ]; then
  .build-python/bin/ruff check --quiet --fix "${python[@]}" || true
  .build-python/bin/ruff format "${python[@]}"
fi
.build-python/bin/ruff format --check "${python[@]}"
.build-python/bin/ruff check "${python[@]}"
mypy=(.build-python/bin/mypy --python-executable .build-python/bin/python)
# Two of them have a conftest.py.
"${mypy[@]}" "${python[@]:0:4}"
"${mypy[@]}" "${python[@]:4}"
