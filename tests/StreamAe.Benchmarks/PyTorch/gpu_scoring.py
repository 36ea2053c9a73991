"""Rows of many stacked autoencoders on a GPU, the same number for each, in the order of the models: bmm, bias and tanh a layer, then
weighted mean squared errors. resident: everything is on the device. moved: rows from page-locked memory and reconstructions and errors back
to it. Arguments: models rows-per-model repetitions width width ... width (the layers)."""
import sys

from gpu import DEVICE, report, seconds, torch

models, rows, repetitions, *widths = map(int, sys.argv[1:])
layers = []
for inputs, outputs in zip(widths, widths[1:]):
    limit = inputs ** -0.5
    weights = torch.empty(models, inputs, outputs, device=DEVICE).uniform_(-limit, limit)
    layers.append((torch.zeros(models, 1, outputs, device=DEVICE), weights))
error_weights = torch.ones(models, 1, widths[0], device=DEVICE)
values = (torch.rand(models, rows, widths[0]) * 2 - 1).pin_memory()
resident = values.to(DEVICE)
reconstructions = torch.empty_like(values).pin_memory()
errors = torch.empty(models, rows).pin_memory()


def forward(batch):
    activations = batch
    for number, (bias, weights) in enumerate(layers):
        activations = torch.baddbmm(bias, activations, weights)
        if number < len(layers) - 1:
            activations.tanh_()
    return activations, ((batch - activations).square_() * error_weights).mean(-1)


@torch.inference_mode()
def score_resident():
    forward(resident)


@torch.inference_mode()
def score_moved():
    results = forward(values.to(DEVICE, non_blocking=True))
    reconstructions.copy_(results[0], non_blocking=True)
    errors.copy_(results[1], non_blocking=True)


count = models * rows
report(resident=count / seconds(score_resident, repetitions), moved=count / seconds(score_moved, repetitions))
