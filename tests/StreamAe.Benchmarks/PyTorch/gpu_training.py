"""Many autoencoders trained at once on a GPU with Adam on mean squared error: parameters stacked, baddbmm.
Arguments: models rows batch epochs repetitions width width ... width (the layers)."""
import sys

from gpu import DEVICE, report, seconds, torch
from stacked import train

models, rows, batch, epochs, repetitions, *widths = map(int, sys.argv[1:])
data = torch.rand(models, rows, widths[0], device=DEVICE) * 2 - 1


def train_stacked():
    train(data, widths, batch, epochs, lambda inputs, weights, biases: torch.baddbmm(biases, inputs, weights))


report(stacked=models * rows * epochs / seconds(train_stacked, repetitions))
