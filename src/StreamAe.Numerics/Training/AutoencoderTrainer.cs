using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Training;

/// <summary>
/// Fits one autoencoder in mini-batches with early stopping: a function of (architecture, rows, options) and nothing else. Many models
/// train on many threads.
/// </summary>
public static class AutoencoderTrainer
{
    /// <param name="rows">
    /// [rowCount × architecture.RowStride]: features, then context, padding 0. Finite, but that features may be NaN, for not observed, where
    /// <see cref="TrainingOptions.MaskMissing"/> is on. They are read in place: nothing copies them all.
    /// </param>
    /// <exception cref="ArgumentException">No rows, a wrong length, a value that is not allowed, or options that do not fit the architecture.</exception>
    public static TrainedModel Train(
        Architecture architecture,
        ReadOnlySpan<float> rows,
        int rowCount,
        TrainingOptions options,
        CancellationToken cancellationToken = default) => TrainWatched(architecture, rows, rowCount, options, progress: null, cancellationToken);

    /// <summary><see cref="Train"/>, for someone who waits for it.</summary>
    /// <param name="progress">Told of every epoch of the joint training, on this thread; null where nobody looks.</param>
    public static TrainedModel TrainWatched(
        Architecture architecture,
        ReadOnlySpan<float> rows,
        int rowCount,
        TrainingOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        OptionCompatibility.Require(architecture, options);
        TrainingRows data = TrainingRows.Check(architecture, rows, rowCount, options);

        var prepared = new PreparedTraining(architecture, options, rowCount);
        options = prepared.Options;
        if (options.PretrainingEpochs > 0
            && !LayerwisePretraining.TryRun(architecture, prepared.Slot, in data, prepared.Fitting, prepared.Plan.BatchSize, options, cancellationToken))
        {
            prepared.Warn("Layer-wise pretraining diverged; the layers from there on began from random weights. Lower the learning rate or scale the rows.");
        }

        InputNoise? noise = options.Noise.Kind == NoiseKind.None
            ? null
            : new InputNoise(architecture, options.Noise, in data, prepared.Fitting, new PhiloxRandom(options.Seed, RandomStream.Inputs));
        var run = new TrainingRun(architecture, options, prepared.Plan, prepared.Slot, data.HasMissing, noise, streams: 0);
        TrainingOutcome outcome = run.Fit(in data, prepared.Fitting, prepared.Measured, progress, cancellationToken);
        return prepared.Finish(in data, outcome, run.Curves, run);
    }
}
