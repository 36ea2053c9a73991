"""What the peers on a GPU share: the device, times that wait for it, full single precision. Without CUDA the reason is the answer."""
import json
import sys

from peer import median_seconds, torch

if not torch.cuda.is_available():
    json.dump({"missing": f"PyTorch {torch.__version__} of {sys.executable} finds no CUDA device"}, sys.stdout)
    sys.exit(0)

DEVICE = torch.device("cuda", 0)

# As our kernels compute: no shortened mantissas.
torch.backends.cuda.matmul.allow_tf32 = False


def seconds(work, repetitions):
    def wait_for():
        work()
        torch.cuda.synchronize()

    return median_seconds(wait_for, repetitions, warm_ups=3)


def report(**rates):
    version = f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}, {torch.cuda.get_device_name(0)}"
    json.dump({"version": version, **rates}, sys.stdout)
