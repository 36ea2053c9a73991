using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The rules about how a model is shaped and trained: what does not fit together, and what has no effect.</summary>
internal static class EngineRules
{
    private static readonly TrainingDefinition Defaults = new();

    /// <summary>What does not fit together.</summary>
    public static IReadOnlyList<CombinationRule> Errors { get; } =
    [
        new(
            ["features"],
            d => d.Features.Count > 0 && d.Features.All(f => f.IsContext),
            "features must hold one that is no context, or there is nothing to reconstruct",
            "name a field to watch, or remove its context: true"),
        new(
            ["model.beta", "model.kind"],
            d => d.Model.Kind != ModelKind.Vae && d.Model.Beta != 1,
            "model.beta needs model.kind vae: an autoencoder has no KL term",
            "remove it or write kind: vae"),
        new(
            ["training.annealing.kind", "model.kind"],
            d => d.Model.Kind != ModelKind.Vae && d.Training.Annealing.Kind != AnnealingKind.None,
            "training.annealing needs model.kind vae: an autoencoder has no KL term",
            "remove it or write model: {kind: vae}"),
        new(
            ["training.freeBits", "model.kind"],
            d => d.Model.Kind != ModelKind.Vae && d.Training.FreeBits > 0,
            "training.freeBits needs model.kind vae: an autoencoder has no KL term",
            "remove it or write model: {kind: vae}"),
        new(
            ["training.loss", "model.outputActivation"],
            d => d.Training.Loss == ReconstructionLoss.BinaryCrossEntropy && d.Model.OutputActivation != Activation.Sigmoid,
            "training.loss bce needs model.outputActivation sigmoid, whose values are probabilities",
            "write model: {outputActivation: sigmoid} or training: {loss: mse}"),
        new(
            ["training.loss", "scale"],
            d => d.Training.Loss == ReconstructionLoss.BinaryCrossEntropy && d.Scale != InputScale.MinMax && HasSharedScale(d),
            "training.loss bce needs scale minMax: it compares values from 0 to 1",
            "write scale: minMax or training: {loss: mse}"),
        new(
            ["training.loss", "features"],
            d => d.Training.Loss == ReconstructionLoss.BinaryCrossEntropy && HasUnboundedOwnScale(d),
            "training.loss bce needs scale minMax of every reconstructed feature: it compares values from 0 to 1",
            "remove the feature's own scale, or write training: {loss: mse}"),
        new(
            ["model.outputActivation", "features"],
            d => d.Model.OutputActivation != Activation.Linear && d.Training.Loss != ReconstructionLoss.BinaryCrossEntropy && HasUnboundedOwnScale(d),
            "model.outputActivation sigmoid and tanh reach features of scale minMax alone, and a reconstructed one names another",
            "remove the feature's own scale, or write outputActivation: linear"),
        new(
            ["training.sparsity.kind", "model.kind"],
            d => d.Training.Sparsity.Kind != SparsityKind.None && d.Model.Kind == ModelKind.Vae,
            "training.sparsity needs model.kind autoencoder: the KL term already shapes the code of a vae",
            "remove it or write model: {kind: autoencoder}"),
        new(
            ["training.sparsity.kind", "model.latentActivation"],
            d => d.Training.Sparsity.Kind == SparsityKind.Divergence && d.Model.Kind != ModelKind.Vae && d.Model.LatentActivation == Activation.Linear,
            "training.sparsity.kind divergence needs model.latentActivation tanh or sigmoid, whose mean is a share",
            "write latentActivation: sigmoid or kind: absolute"),
        new(
            ["training.noise.level", "training.noise.kind"],
            d => d.Training.Noise is { Kind: NoiseKind.SaltAndPepper or NoiseKind.Masking, Level: > 0.95 },
            "training.noise.level of saltAndPepper and masking is a share of at most 0.95",
            "try 0.1"),
    ];

    /// <summary>What has no effect, or not the one that was meant.</summary>
    public static IReadOnlyList<CombinationRule> Warnings { get; } =
    [
        Doubtful(
            ["model.outputActivation", "scale"],
            d => d.Model.OutputActivation != Activation.Linear && d.Scale != InputScale.MinMax && HasSharedScale(d),
            "model.outputActivation sigmoid and tanh cannot reach most standardised values",
            "write scale: minMax or outputActivation: linear"),
        Doubtful(
            ["model.latentActivation", "model.kind"],
            d => d.Model.Kind == ModelKind.Vae && d.Model.LatentActivation != Activation.Tanh,
            "model.latentActivation has no effect on a vae, whose code is always linear",
            "remove it or write kind: autoencoder"),
        Doubtful(
            ["training.huberDelta", "training.loss"],
            d => d.Training.HuberDelta != Defaults.HuberDelta && d.Training.Loss != ReconstructionLoss.Huber,
            "training.huberDelta has an effect on the huber loss only",
            "remove it or write loss: huber"),
        Doubtful(
            ["training.momentum", "training.optimizer"],
            d => d.Training.Momentum != Defaults.Momentum && d.Training.Optimizer != OptimizerKind.Sgd,
            "training.momentum has an effect on sgd only",
            "remove it or write optimizer: sgd"),
        Doubtful(
            ["training.schedule.epochs", "training.schedule.kind"],
            d => d.Training.Schedule.Epochs != Defaults.Schedule.Epochs && !HasSteps(d),
            "training.schedule.epochs has an effect on step and plateau only",
            "remove it or write kind: step"),
        Doubtful(
            ["training.schedule.factor", "training.schedule.kind"],
            d => d.Training.Schedule.Factor != Defaults.Schedule.Factor && !HasSteps(d),
            "training.schedule.factor has an effect on step and plateau only",
            "remove it or write kind: step"),
        Doubtful(
            ["training.sparsity.target", "training.sparsity.kind"],
            d => d.Training.Sparsity.Target != Defaults.Sparsity.Target && d.Training.Sparsity.Kind != SparsityKind.Divergence,
            "training.sparsity.target has an effect on divergence only",
            "remove it or write kind: divergence"),
        Doubtful(
            ["training.sparsity.weight", "training.sparsity.kind"],
            d => d.Training.Sparsity.Weight != Defaults.Sparsity.Weight && d.Training.Sparsity.Kind == SparsityKind.None,
            "training.sparsity.weight has no effect without a kind",
            "remove it or write kind: divergence"),
        Doubtful(
            ["training.noise.level", "training.noise.kind"],
            d => d.Training.Noise.Level != Defaults.Noise.Level && d.Training.Noise.Kind == NoiseKind.None,
            "training.noise.level has no effect without a kind",
            "remove it or write kind: gaussian"),
        Doubtful(
            ["training.annealing.epochs", "training.annealing.kind"],
            d => d.Training.Annealing.Epochs != Defaults.Annealing.Epochs && d.Training.Annealing.Kind == AnnealingKind.None,
            "training.annealing.epochs has no effect without a kind",
            "remove it or write kind: linear"),
        Doubtful(
            ["score.samples", "score.kind"],
            d => d.Score.Samples != new ScoreDefinition().Samples && d.Score.Kind != ScoreKind.ReconstructionProbability,
            "score.samples has an effect on reconstructionProbability only",
            "remove it or write kind: reconstructionProbability"),
        Doubtful(
            ["score.drift", "score.kind"],
            d => d.Score.Drift != DriftHandling.None && d.Score.Kind is ScoreKind.Kl or ScoreKind.ReconstructionProbability,
            "score.drift has an effect on the reconstruction error only",
            "remove it or write kind: reconstruction"),
    ];

    /// <summary>Whether a reconstructed feature is scaled as the monitor says.</summary>
    private static bool HasSharedScale(MonitorDefinition definition) =>
        definition.Features.Count == 0 || definition.Features.Any(f => !f.IsContext && f.Scale is null);

    /// <summary>Whether a reconstructed feature names a scale that does not end.</summary>
    private static bool HasUnboundedOwnScale(MonitorDefinition definition) =>
        definition.Features.Any(f => !f.IsContext && f.Scale is not (null or InputScale.MinMax));

    private static bool HasSteps(MonitorDefinition definition) => definition.Training.Schedule.Kind is ScheduleKind.Step or ScheduleKind.Plateau;

    private static CombinationRule Doubtful(IReadOnlyList<string> keys, Func<MonitorDefinition, bool> isViolated, string statement, string remedy) =>
        new(keys, isViolated, statement, remedy) { IsWarning = true };
}
