"""What PyTorch makes of the same weights, rows and noise: reconstructions, loss and parameters after one optimiser step.

Usage: cross_check.py CASES.json ANSWERS.json; both hold lists, one entry a case. Everything is computed in float64.
"""
import json
import sys

import torch
from torch.nn import functional as F

ACTIVATIONS = {
    "Linear": lambda x: x,
    "Tanh": torch.tanh,
    "Sigmoid": torch.sigmoid,
    "Relu": torch.relu,
    "LeakyRelu": lambda x: F.leaky_relu(x, 0.01),
    "Elu": F.elu,
}


def tensor(values):
    return torch.tensor(values, dtype=torch.float64)


def forward(case, layers):
    """Reconstruction, sums of the output layer, codes, and (mean, log variance) of a Gaussian latent."""
    x = tensor(case["inputs"])
    context = x[:, case["features"]:]
    codes = moments = None
    for index, layer in enumerate(layers):
        sums = x @ layer["weights"]
        if "scales" in layer:
            sums = F.batch_norm(sums, None, None, layer["scales"], layer["biases"], training=True, eps=1e-5)
        else:
            sums = sums + layer["biases"]
        x = ACTIVATIONS[case["layers"][index]["activation"]](sums)
        if index == case["latentLayer"]:
            codes = x
            if case["gaussian"]:
                mean, log_variance = x.chunk(2, dim=1)
                moments = (mean, log_variance)
                x = mean + torch.exp(0.5 * log_variance) * tensor(case["noise"])
            x = torch.cat([x, context], dim=1)
    return x, sums, codes, moments


def loss_of(case, reconstruction, logits, codes, moments):
    target = tensor(case["inputs"])[:, : case["features"]]
    reduction = "sum" if case["gaussian"] else "mean"
    if case["loss"] == "BinaryCrossEntropy":
        loss = F.binary_cross_entropy_with_logits(logits, target, reduction=reduction)
    elif case["loss"] == "Huber":
        loss = F.huber_loss(reconstruction, target, reduction=reduction, delta=case["huberDelta"])
    else:
        # The ELBO of unit observation variance has the Gaussian's one half.
        loss = F.mse_loss(reconstruction, target, reduction=reduction) * (0.5 if case["gaussian"] else 1.0)
    if case["gaussian"]:
        prior = torch.distributions.Normal(torch.zeros_like(moments[0]), torch.ones_like(moments[0]))
        posterior = torch.distributions.Normal(moments[0], torch.exp(0.5 * moments[1]))
        loss = (loss + case["beta"] * torch.distributions.kl_divergence(posterior, prior).sum()) / target.shape[0]
    if case["sparsityWeight"] > 0:
        rho = torch.full((codes.shape[1],), case["sparsityTarget"], dtype=torch.float64)
        activity = (codes.mean(dim=0) + 1) / 2 if case["layers"][case["latentLayer"]]["activation"] == "Tanh" else codes.mean(dim=0)
        wanted = torch.distributions.Bernoulli(probs=rho)
        actual = torch.distributions.Bernoulli(probs=activity)
        loss = loss + case["sparsityWeight"] * torch.distributions.kl_divergence(wanted, actual).sum()
    return loss


def optimizer_of(case, parameters):
    rate = case["learningRate"]
    return {
        "Adam": lambda: torch.optim.Adam(parameters, lr=rate),
        "Sgd": lambda: torch.optim.SGD(parameters, lr=rate, momentum=case["momentum"]),
        "RmsProp": lambda: torch.optim.RMSprop(parameters, lr=rate, alpha=0.99),
    }[case["optimizer"]]()


def answer(case):
    layers = []
    for layer in case["layers"]:
        layers.append({name: tensor(layer[name]).requires_grad_() for name in ("weights", "biases", "scales") if layer.get(name) is not None})
    optimizer = optimizer_of(case, [p for layer in layers for p in layer.values()])
    losses = []
    for _ in range(case["steps"]):
        optimizer.zero_grad()
        reconstruction, logits, codes, moments = forward(case, layers)
        loss = loss_of(case, reconstruction, logits, codes, moments)
        losses.append(loss.item())
        loss.backward()
        if case["clipNorm"] > 0:
            torch.nn.utils.clip_grad_norm_([p for layer in layers for p in layer.values()], case["clipNorm"])
        optimizer.step()
    return {
        "losses": losses,
        "layers": [{name: p.detach().tolist() for name, p in layer.items()} for layer in layers],
    }


with open(sys.argv[1], encoding="utf-8") as source:
    answers = [answer(case) for case in json.load(source)]
with open(sys.argv[2], "w", encoding="utf-8") as target:
    json.dump(answers, target)
