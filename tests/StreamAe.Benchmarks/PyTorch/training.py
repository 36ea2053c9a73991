"""Many autoencoders trained with Adam on mean squared error, batch by batch. stacked: all at once, parameters stacked, bmm. single: one
torch.nn model and one torch.optim.Adam at a time, on a few of the models.
Arguments: models rows batch epochs repetitions width width ... width (the layers)."""
import sys

from peer import median_seconds, report, torch
from stacked import LEARNING_RATE, train

models, rows, batch, epochs, repetitions, *widths = map(int, sys.argv[1:])
SINGLE_MODELS = 4
data = torch.rand(models, rows, widths[0]) * 2 - 1


def train_stacked():
    train(data, widths, batch, epochs, lambda inputs, weights, biases: torch.bmm(inputs, weights) + biases)


def train_single():
    for number in range(SINGLE_MODELS):
        layers = []
        for inputs, outputs in zip(widths, widths[1:]):
            layers += [torch.nn.Linear(inputs, outputs), torch.nn.Tanh()]
        model = torch.nn.Sequential(*layers[:-1])
        optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
        for _ in range(epochs):
            order = torch.randperm(rows)
            for start in range(0, rows, batch):
                x = data[number, order[start:start + batch]]
                optimizer.zero_grad()
                torch.nn.functional.mse_loss(model(x), x).backward()
                optimizer.step()


work = rows * epochs
report(
    stacked=models * work / median_seconds(train_stacked, repetitions, warm_ups=1),
    single=SINGLE_MODELS * work / median_seconds(train_single, repetitions, warm_ups=1))
