#!/usr/bin/env bash
# Makes this folder's page and pictures anew. With scikit-learn's digits where python3 has them (Debian: python3-sklearn), else with
# generated shapes.
set -euo pipefail
cd "$(dirname "$0")/../.."
digits=()
table=$(mktemp --suffix=.csv)
trap 'rm -f "$table"' EXIT
export_digits() {
  "$1" - "$table" 2>/dev/null <<'PYTHON'
import csv, sys
from sklearn.datasets import load_digits
digits = load_digits()
with open(sys.argv[1], "w", newline="") as file:
    writer = csv.writer(file)
    writer.writerow([f"p{i}" for i in range(64)] + ["label"])
    writer.writerows([*map(int, row), label] for row, label in zip(digits.data, digits.target))
PYTHON
}

if export_digits python3 || export_digits /usr/bin/python3; then
  digits=(--digits "$table")
else
  echo "python3 has no scikit-learn: generated shapes in place of digits."
fi
dotnet run -c Release --project src/StreamAe.Host -- lab experiments --out docs/experiments "${digits[@]}"
