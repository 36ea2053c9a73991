"""What the peers share: one thread, warm code, medians, JSON on standard output."""
import json
import os
import sys
import time

THREADS = "1"
for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = THREADS

try:
    import torch
except ImportError as error:
    json.dump({"missing": f"{sys.executable}: {error}"}, sys.stdout)
    sys.exit(0)

torch.set_num_threads(int(THREADS))
torch.manual_seed(17)


def median_seconds(work, repetitions, warm_ups=2):
    for _ in range(warm_ups):
        work()
    seconds = []
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)[len(seconds) // 2]


def linear_algebra():
    """The library that multiplies matrices: builds of PyTorch are linked with very different ones."""
    if torch.backends.mkl.is_available():
        return "MKL"
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            loaded = maps.read()
    except OSError:
        return "an unknown BLAS"
    if "openblas" in loaded:
        return "OpenBLAS"
    return "the reference BLAS" if "/blas/libblas" in loaded else "an unknown BLAS"


def report(**rates):
    json.dump({"version": f"PyTorch {torch.__version__} with {linear_algebra()}", **rates}, sys.stdout)
