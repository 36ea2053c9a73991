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

        int[] order = SplitOrder(rowCount, options.Seed);
        int validationRows = BatchPlan.ValidationRows(options, rowCount);
        int fittingRows = rowCount - validationRows;
        Span<int> fitting = order.AsSpan(0, fittingRows);

        // What is kept is what was measured: the training loss is of weights on the move, so without validation rows the fitting rows measure.
        ReadOnlySpan<int> measured = validationRows == 0 ? fitting : order.AsSpan(fittingRows);
        var warnings = new List<string>();
        TrainingWarnings.AddBefore(warnings, architecture, options, fittingRows);
        options = WithoutIdleNormalization(options, BatchPlan.For(options, rowCount, fittingRows), warnings);
        BatchPlan plan = BatchPlan.For(options, rowCount, fittingRows);

        float[] slot = new float[architecture.SlotFloats];
        var random = new PhiloxRandom(options.Seed, RandomStream.Weights);
        WeightInitialization.Fill(architecture, slot, ref random, options.Initialization);
        if (options.PretrainingEpochs > 0 && !LayerwisePretraining.TryRun(architecture, slot, in data, fitting, plan.BatchSize, options, cancellationToken))
        {
            warnings.Add("Layer-wise pretraining diverged; the layers from there on began from random weights. Lower the learning rate or scale the rows.");
        }

        InputNoise? noise = options.Noise.Kind == NoiseKind.None
            ? null
            : new InputNoise(architecture, options.Noise, in data, fitting, new PhiloxRandom(options.Seed, RandomStream.Inputs));
        var run = new TrainingRun(architecture, options, plan, slot, data.HasMissing, noise, streams: 0);
        TrainingOutcome outcome = run.Fit(in data, fitting, measured, progress, cancellationToken);

        TrainingCurves curves = run.Curves;
        var report = new TrainingReport(
            outcome, fittingRows, validationRows, plan.BatchSize, curves.BestEpoch, curves.Training, curves.Validation)
        {
            LearningRate = curves.LearningRate,
        };
        if (report.BestEpoch > 0)
        {
            report = WithFigures(report, run.MeasureBest(in data, measured));
        }

        TrainingWarnings.AddAfter(warnings, report, architecture, in data, fitting, measured);
        return new TrainedModel(architecture, slot, report with { Warnings = warnings });
    }

    /// <summary>The rows in random order: those that fit, then those that validate.</summary>
    internal static int[] SplitOrder(int rowCount, ulong seed)
    {
        int[] order = new int[rowCount];
        for (int i = 0; i < rowCount; i++)
        {
            order[i] = i;
        }

        var random = new PhiloxRandom(seed, RandomStream.Split);
        random.Shuffle<int>(order);
        return order;
    }

    /// <summary>A batch of one row has no variance to normalise by.</summary>
    private static TrainingOptions WithoutIdleNormalization(TrainingOptions options, BatchPlan plan, List<string> warnings)
    {
        if (!options.Regularization.BatchNormalization || plan.BatchSize > 1)
        {
            return options;
        }

        warnings.Add("Batch normalisation is off: a batch of 1 row has no spread. Give more rows or a larger batch size.");
        return options with { Regularization = options.Regularization with { BatchNormalization = false } };
    }

    private static TrainingReport WithFigures(TrainingReport report, Measurement best)
    {
        float[] divergences = Array.ConvertAll(best.Divergences, sum => (float)(sum / best.Rows));
        return report with
        {
            Figures = new ValidationFigures(best.MeanSquaredError, best.MeanAbsoluteError, best.Divergences.Sum() / best.Rows),
            UnitDivergences = divergences,
        };
    }
}
