"""Many autoencoders trained at once with Adam on mean squared error: parameters stacked, Adam written out over the stack."""
import torch

LEARNING_RATE, BETA1, BETA2, EPSILON = 1e-3, 0.9, 0.999, 1e-8


def train(data, widths, batch, epochs, product):
    """data: [models, rows, features], on the device that trains. product: of activations [models, rows, inputs], weights and biases."""
    models, rows, _ = data.shape
    parameters = []
    for inputs, outputs in zip(widths, widths[1:]):
        limit = (6 / (inputs + outputs)) ** 0.5
        parameters.append(torch.empty(models, inputs, outputs, device=data.device).uniform_(-limit, limit).requires_grad_())
        parameters.append(torch.zeros(models, 1, outputs, device=data.device).requires_grad_())
    first = [torch.zeros_like(p) for p in parameters]
    second = [torch.zeros_like(p) for p in parameters]
    step = 0
    for _ in range(epochs):
        order = torch.randperm(rows, device=data.device)
        for start in range(0, rows, batch):
            x = data[:, order[start:start + batch]]
            y = x
            for l in range(0, len(parameters), 2):
                y = product(y, parameters[l], parameters[l + 1])
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
