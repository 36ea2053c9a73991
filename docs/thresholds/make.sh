#!/usr/bin/env bash
# Makes the pictures of docs/thresholds.md anew: the simulated pumps under each threshold policy, one pump drawn, and the figures of all twelve.
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
streamae() { dotnet run -c Release --no-build --project src/StreamAe.Host -- "$@"; }
streamae simulate pumps --entities 12 --rows 48000 --out "$work/train.csv"
streamae simulate pumps --entities 12 --from 48000 --rows 48000 --out "$work/test.csv"
for policy in 'quantile: 0.9999' 'budget: 0.05' 'static: 12' 'robustZ: 20' 'pot: 0.0001' 'quantile: 0.9999, adaptation: 0.003'; do
  name=${policy%%:*}
  case "$policy" in *adaptation*) name=adaptation ;; esac
  sed -e "/^threshold:/,/^ *quantile:/c\\threshold: {$policy}" -e 's/^entity: pump/entity: entity/' -e 's/every: 1d /every: never /' \
    -e 's/historyRows: 2016/historyRows: 4032/' deploy/monitors/pumps.yaml >"$work/$name.yaml"
  streamae backtest --monitor "$work/$name.yaml" --train "$work/train.csv" --test "$work/test.csv" --plots "$work/$name" --json >"$work/$name.json"
  cp "$work/$name/pump-003.svg" "docs/thresholds/$name.svg"
  python3 - "$policy" "$work/$name.json" <<'PYTHON'
import json, sys
overall = json.load(open(sys.argv[2]))["overall"]
print("| `%s` | %.4f | %.2f | %.2f | %.2f | %d |" % (
    sys.argv[1], overall["falseAlarmRate"], overall["precision"], overall["recall"], overall["f1"], overall["alerts"]))
PYTHON
done
