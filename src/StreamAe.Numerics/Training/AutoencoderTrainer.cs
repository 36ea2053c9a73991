using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Numerics.Training;

/// <summary>
/// Fits one autoencoder by mini-batch Adam with early stopping: a function of (architecture, rows, options) and nothing else.
/// One model's weights, gradient and moments stay in the first-level cache for the whole of it; many models train on many threads.
/// </summary>
public static unsafe class AutoencoderTrainer
{
    // Separate random streams, so that one purpose drawing more numbers does not change another's.
    private const ulong WeightStream = 1;
    private const ulong SplitStream = 2;
    private const ulong OrderStream = 3;
    private const ulong NoiseStream = 4;

    /// <param name="rows">[rowCount × architecture.RowStride], finite, padding 0.</param>
    /// <exception cref="ArgumentException">No rows, a wrong length or a value that is not finite.</exception>
    public static TrainedModel Train(
        Architecture architecture,
        ReadOnlySpan<float> rows,
        int rowCount,
        TrainingOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        int stride = architecture.RowStride;
        if (rows.Length != (long)rowCount * stride)
        {
            throw new ArgumentException($"{rowCount} rows of stride {stride} are {(long)rowCount * stride} floats; {rows.Length} given.", nameof(rows));
        }

        RequireFinite(rows, stride);

        var random = new PhiloxRandom(options.Seed, WeightStream);
        float[] parameters = GC.AllocateArray<float>(architecture.SlotFloats, pinned: true);
        WeightInitialization.Fill(architecture, parameters, ref random);

        int[] order = SplitOrder(rowCount, options.Seed);
        int validationRows = rowCount < 10 ? 0 : (int)(rowCount * options.ValidationShare);
        int fittingRows = rowCount - validationRows;
        int batchSize = Math.Min(options.BatchSizeFor(rowCount), fittingRows);
        int stepsPerEpoch = (fittingRows + batchSize - 1) / batchSize;
        int epochs = EpochsFor(options, stepsPerEpoch);

        float[] batch = GC.AllocateArray<float>(batchSize * stride, pinned: true);
        var loss = new LossGradient(architecture, batchSize);
        var optimizer = new AdamOptimizer(architecture.TrainableFloats, options.Optimizer.LearningRate);
        var curves = new LossCurves();
        float[] best = [.. parameters];
        var orderRandom = new PhiloxRandom(options.Seed, OrderStream);
        var noise = new PhiloxRandom(options.Seed, NoiseStream);
        TrainingOutcome outcome = TrainingOutcome.Completed;
        Span<int> fitting = order.AsSpan(0, fittingRows);
        // What is kept is what was measured: the training loss is of weights on the move, so without validation rows the fitting rows measure.
        ReadOnlySpan<int> measured = validationRows == 0 ? fitting : order.AsSpan(fittingRows);
        fixed (float* weights = parameters, input = batch, gradient = loss.Gradient)
        {
            for (int epoch = 1; epoch <= epochs; epoch++)
            {
                orderRandom.Shuffle(fitting);
                double sum = 0;
                for (int start = 0; start < fittingRows; start += batchSize)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    int count = Math.Min(batchSize, fittingRows - start);
                    Gather(rows, stride, fitting.Slice(start, count), batch);
                    sum += count * loss.Compute(weights, input, count, options.Variational.Beta, ref noise);
                    optimizer.Step(weights, gradient);
                }

                double trainingLoss = sum / fittingRows;
                double validationLoss = MeanLoss(loss, weights, rows, stride, measured, batch, input, batchSize, options.Variational.Beta);
                if (!float.IsFinite((float)trainingLoss) || !float.IsFinite((float)validationLoss))
                {
                    outcome = TrainingOutcome.Diverged;
                    break;
                }

                if (curves.Add(trainingLoss, validationLoss))
                {
                    parameters.CopyTo(best, 0);
                }
                else if (options.Patience > 0
                    && epoch - curves.BestEpoch >= options.Patience
                    && (long)epoch * stepsPerEpoch >= options.MinSteps)
                {
                    outcome = TrainingOutcome.StoppedEarly;
                    break;
                }
            }
        }

        var report = new TrainingReport(
            outcome, fittingRows, validationRows, batchSize, curves.BestEpoch, curves.Training, curves.Validation);
        return new TrainedModel(architecture, best, report);
    }

    internal static int EpochsFor(TrainingOptions options, int stepsPerEpoch) =>
        (int)Math.Max(options.Epochs, ((long)options.MinSteps + stepsPerEpoch - 1) / stepsPerEpoch);

    /// <summary>The rows in random order: those that fit, then those that validate.</summary>
    internal static int[] SplitOrder(int rowCount, ulong seed)
    {
        int[] order = new int[rowCount];
        for (int i = 0; i < rowCount; i++)
        {
            order[i] = i;
        }

        var random = new PhiloxRandom(seed, SplitStream);
        random.Shuffle<int>(order);
        return order;
    }

    private static void RequireFinite(ReadOnlySpan<float> rows, int stride)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            if (!float.IsFinite(rows[i]))
            {
                throw new ArgumentException(
                    $"Row {i / stride}, feature {i % stride} is {rows[i]}; training rows must be finite. Impute or leave out such rows.", nameof(rows));
            }
        }
    }

    private static void Gather(ReadOnlySpan<float> rows, int stride, ReadOnlySpan<int> indices, Span<float> batch)
    {
        for (int r = 0; r < indices.Length; r++)
        {
            rows.Slice(indices[r] * stride, stride).CopyTo(batch[(r * stride)..]);
        }
    }

    private static double MeanLoss(
        LossGradient loss,
        float* weights,
        ReadOnlySpan<float> rows,
        int stride,
        ReadOnlySpan<int> indices,
        float[] batch,
        float* input,
        int batchSize,
        double beta)
    {
        double sum = 0;
        for (int start = 0; start < indices.Length; start += batchSize)
        {
            int count = Math.Min(batchSize, indices.Length - start);
            Gather(rows, stride, indices.Slice(start, count), batch);
            sum += count * loss.Loss(weights, input, count, beta);
        }

        return sum / indices.Length;
    }

    private sealed class LossCurves
    {
        public List<float> Training { get; } = [];

        public List<float> Validation { get; } = [];

        public int BestEpoch { get; private set; }

        /// <summary>True where this epoch is the best so far.</summary>
        public bool Add(double training, double validation)
        {
            Training.Add((float)training);
            Validation.Add((float)validation);
            if (BestEpoch > 0 && Validation[^1] >= Validation[BestEpoch - 1])
            {
                return false;
            }

            BestEpoch = Validation.Count;
            return true;
        }
    }
}
