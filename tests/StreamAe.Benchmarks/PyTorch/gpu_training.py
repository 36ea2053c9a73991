"""Many autoencoders trained at once on a GPU with Adam on mean squared error: parameters stacked, bmm, Adam written out over the stack.
Arguments: models rows batch epochs repetitions width width ... width (the layers)."""
import sys

from gpu import DEVICE, report, seconds, torch

models, rows, batch, epochs, repetitions, *widths = map(int, sys.argv[1:])
LEARNING_RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-8
data = torch.rand(models, rows, widths[0], device=DEVICE) * 2 - 1


def train():
    parameters = []
    for inputs, outputs in zip(widths, widths[1:]):
        limit = (6 / (inputs + outputs)) ** 0.5
        parameters.append(torch.empty(models, inputs, outputs, device=DEVICE).uniform_(-limit, limit).requires_grad_())
        parameters.append(torch.zeros(models, 1, outputs, device=DEVICE).requires_grad_())
    first = [torch.zeros_like(p) for p in parameters]
    second = [torch.zeros_like(p) for p in parameters]
    step = 0
    for _ in range(epochs):
        order = torch.randperm(rows, device=DEVICE)
        for start in range(0, rows, batch):
            x = data[:, order[start:start + batch]]
            y = x
            for l in range(0, len(parameters), 2):
                y = torch.baddbmm(parameters[l + 1], y, parameters[l])
                if l < len(parameters) - 2:
                    y = torch.tanh(y)
            # The sum over models: each model's gradient is that of its own mean squared error.
            loss = (y - x).square().mean((1, 2)).sum()
            gradients = torch.autograd.grad(loss, parameters)
            step += 1
            with torch.no_grad():
                rate = LEARNING_RATE / (1 - BETA1 ** step)
                correction = (1 - BETA2 ** step) ** -0.5
                for p, g, m, v in zip(parameters, gradients, first, second):
                    m.mul_(BETA1).add_(g, alpha=1 - BETA1)
                    v.mul_(BETA2).addcmul_(g, g, value=1 - BETA2)
                    p.addcdiv_(m, v.sqrt().mul_(correction).add_(EPSILON), value=-rate)


report(stacked=models * rows * epochs / seconds(train, repetitions))
