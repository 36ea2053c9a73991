#!/usr/bin/env bash
# Packs the benchmarks for a machine that has a GPU and neither the .NET SDK nor the sources: artifacts/gpu-benchmark.tar.gz,
# about 60 MB for Linux on x64, with the runtime of .NET inside. There, with the driver of the GPU installed:
#   tar xzf gpu-benchmark.tar.gz && gpu-benchmark/StreamAe.Benchmarks gpu --peer --json gpu.json
# --peer also runs the same work in PyTorch on the GPU, where a python3 has it (STREAMAE_PYTHON names another Python).
#   build/gpu-benchmark.sh            needs the .NET SDK and a package source that serves ILGPU
#   build/gpu-benchmark.sh --help     this text
set -euo pipefail
root=$(dirname "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)")
# shellcheck source=build/common.sh
. "$root/build/common.sh"

case ${1:-} in
  -h | --help)
    usage "$0"
    exit 0
    ;;
  '') ;;
  *) die "build/gpu-benchmark.sh takes no '$1'. See build/gpu-benchmark.sh --help." ;;
esac

need_sdk "$root"
"$root/build/probe.sh"
if [ "${WithGpu:-}" = false ] || ! grep -q '^Gpu: included' "$root/artifacts/parts.txt"; then
  die "This build has no part Gpu, so there is nothing to measure. What is missing: artifacts/parts.txt; build/README.md says more."
fi

folder=$root/artifacts/gpu-benchmark
log=$root/artifacts/gpu-benchmark.log
rm -rf "$folder" "$folder.tar.gz"
say "Publishing StreamAe.Benchmarks (Release, linux-x64, with the runtime) ..."
if ! (cd "$root" && dotnet publish tests/StreamAe.Benchmarks -c Release -r linux-x64 --self-contained -o "$folder" -v m -tl:off --disable-build-servers) >"$log" 2>&1; then
  show_errors "$log"
  die "The publish failed. The whole log: $log"
fi
tar -C "$root/artifacts" -czf "$folder.tar.gz" gpu-benchmark
say "$folder.tar.gz is packed. On the machine with the GPU:"
say "  tar xzf gpu-benchmark.tar.gz && gpu-benchmark/StreamAe.Benchmarks gpu --peer --json gpu.json"
