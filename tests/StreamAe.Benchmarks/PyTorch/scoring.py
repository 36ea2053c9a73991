"""Rows, each for one of many stacked autoencoders: sorted by model, gathered into padded groups, three kinds of work a layer (baddbmm,
tanh), errors scattered back. Arguments: models rows repetitions width width ... width (the layers)."""
import sys

from peer import median_seconds, report, torch

models, rows, repetitions, *widths = map(int, sys.argv[1:])
layers = []
for inputs, outputs in zip(widths, widths[1:]):
    limit = inputs ** -0.5
    layers.append((torch.zeros(models, 1, outputs), torch.empty(models, inputs, outputs).uniform_(-limit, limit)))
error_weights = torch.ones(models, 1, widths[0])

# Every model has a row, the others are drawn: as in our own work.
slots = torch.cat([torch.arange(models), torch.randint(models, (rows - models,))])[torch.randperm(rows)]
values = torch.rand(rows, widths[0]) * 2 - 1
results = torch.empty(rows)


@torch.inference_mode()
def score():
    order = torch.argsort(slots)
    by_model = slots[order]
    counts = torch.bincount(slots, minlength=models)
    starts = torch.cumsum(counts, 0) - counts
    place = torch.arange(rows) - starts[by_model]
    padded = torch.zeros(models, int(counts.max()), widths[0])
    padded[by_model, place] = values[order]
    activations = padded
    for number, (bias, weights) in enumerate(layers):
        activations = torch.baddbmm(bias, activations, weights)
        if number < len(layers) - 1:
            activations.tanh_()
    errors = ((padded - activations).square_() * error_weights).mean(-1)
    results[order] = errors[by_model, place]


report(scoring=rows / median_seconds(score, repetitions))
