using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Training;

/// <summary>
/// From an entity's rows to a model ready for use: scale, fit, weigh the residuals, calibrate on rows kept out of fitting, compare with
/// the champion. A function of its request.
/// </summary>
public static class ModelTraining
{
    /// <summary>Below this many fitting rows nothing sensible can be learned.</summary>
    private const int MinFittingRows = 10;

    // Floor of a feature's residual variance in z² units: a feature reproduced better than this would make its noise an alarm.
    private const float MinResidualVariance = 1e-4f;

    private const ulong SampleStream = 11;

    public static TrainingResult Run(TrainingRequest request, IScorer scorer, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(scorer);
        MonitorPlan plan = request.Plan;
        MonitorDefinition definition = plan.Definition;
        Architecture architecture = plan.Architecture;
        (float[] fitEncoded, bool[] fitUse) = FittingPart(request.Segments, plan.Encoder.Count, definition.Training.Holdout);
        FeatureScaler scaler = FeatureScaler.Fit(fitEncoded, plan.Encoder, fitUse, (float)definition.Score.Clip, definition.Scale);
        Windows windows = Windows.Build(plan, request.Segments, scaler, definition.Training.Holdout);
        if (windows.Fitting.Count < MinFittingRows)
        {
            return new TrainingResult(
                request.Version,
                TrainingVerdict.TooFewRows,
                null,
                null,
                $"{windows.Fitting.Count} usable rows; at least {MinFittingRows} are needed");
        }

        float[] fitting = Sample(windows, windows.Fitting, definition.Training.MaxRows, request.Seed, architecture.RowStride);
        int fittingCount = fitting.Length / architecture.RowStride;
        TrainedModel trained = AutoencoderTrainer.Train(
            architecture, ForEngine(plan, fitting), fittingCount, plan.TrainingOptions with { Seed = request.Seed }, cancellationToken);
        if (!trained.IsUsable)
        {
            return new TrainingResult(
                request.Version, TrainingVerdict.Diverged, null, trained.Report, "the loss diverged; lower training.learningRate");
        }

        var arena = new ModelArena(architecture, slotsPerBlock: 1);
        int slot = arena.Allocate(trained.Parameters);
        SetErrorWeights(plan, arena, slot, scorer, fitting, fittingCount);

        ScoreCalibration calibration = ModelEvaluation.Calibrate(plan, windows, arena, slot, scorer, request);
        float challengerError = ModelEvaluation.HeldOutError(plan, windows, scaler, scaler, arena, slot, scorer);
        float championError = float.PositiveInfinity;
        if (request.Champion is EntityModel champion)
        {
            var championArena = new ModelArena(architecture, slotsPerBlock: 1);
            int championSlot = championArena.Allocate(champion.Parameters);
            championError = ModelEvaluation.HeldOutError(plan, windows, champion.Scaler, scaler, championArena, championSlot, scorer);
        }

        string detail = $"{fittingCount} rows, {trained.Report.ValidationLoss.Count} epochs, held-out error {challengerError:G4}"
            + (request.Champion is null ? string.Empty : $" against the champion's {championError:G4}");
        if (!(challengerError < championError))
        {
            return new TrainingResult(request.Version, TrainingVerdict.NotBetter, null, trained.Report, detail);
        }

        var model = new EntityModel(
            request.Version,
            request.Origin,
            scaler,
            arena.Parameters(slot).ToArray(),
            calibration,
            request.TrainedThrough,
            fittingCount,
            challengerError);
        return new TrainingResult(request.Version, TrainingVerdict.Promote, model, trained.Report, detail);
    }

    /// <summary>The encoded rows before the held-out end of each segment, one after the other.</summary>
    private static (float[] Rows, bool[] Use) FittingPart(IReadOnlyList<TrainingSegment> segments, int features, double holdout)
    {
        var rows = new List<float>();
        var use = new List<bool>();
        foreach (TrainingSegment segment in segments)
        {
            int count = Windows.FittingRows(segment.Excluded.Length, holdout);
            rows.AddRange(segment.Rows.AsSpan(0, count * features));
            for (int r = 0; r < count; r++)
            {
                use.Add(!segment.Excluded[r]);
            }
        }

        return ([.. rows], [.. use]);
    }

    private static float[] Sample(Windows windows, IReadOnlyList<int> indices, int maxRows, ulong seed, int stride)
    {
        int[] chosen = [.. indices];
        if (chosen.Length > maxRows)
        {
            var random = new PhiloxRandom(seed, SampleStream);
            random.Shuffle<int>(chosen);
            chosen = chosen[..maxRows];
            Array.Sort(chosen);
        }

        float[] rows = new float[chosen.Length * stride];
        for (int i = 0; i < chosen.Length; i++)
        {
            windows.Rows.AsSpan(chosen[i] * stride, stride).CopyTo(rows.AsSpan(i * stride));
        }

        return rows;
    }

    /// <summary>
    /// The rows as the trainer wants them: NaN where a value is masked, and within 0 … 1 for a cross-entropy, which a broken reading that was
    /// left out of the scale is not.
    /// </summary>
    private static float[] ForEngine(MonitorPlan plan, float[] rows)
    {
        bool clamps = plan.TrainingOptions.Loss == ReconstructionLoss.BinaryCrossEntropy;
        if (!plan.MasksMissing && !clamps)
        {
            return rows;
        }

        float[] prepared = [.. rows];
        int stride = plan.Architecture.RowStride;
        for (int start = 0; start < rows.Length; start += stride)
        {
            foreach (ref float value in prepared.AsSpan(start, plan.Architecture.Features))
            {
                value = Unobserved.Is(value) ? float.NaN : clamps ? Math.Clamp(value, 0, 1) : value;
            }
        }

        return prepared;
    }

    /// <summary>
    /// Each feature's squared residual is divided by its mean over the fitting rows (or left as it is, where the monitor says plain);
    /// context has no weight, and the inputs made of one feature share one.
    /// </summary>
    private static void SetErrorWeights(MonitorPlan plan, ModelArena arena, int slot, IScorer scorer, float[] rows, int count)
    {
        int width = plan.Architecture.Features;
        Span<float> weights = arena.Parameters(slot).Slice(plan.Architecture.ErrorWeightOffset, width);
        if (plan.Definition.Score.Residuals == ResidualScaling.Scaled)
        {
            double[] squares = new double[width];
            int[] observed = new int[width];
            ModelEvaluation.ForEachScore(arena, slot, scorer, rows, count, (row, reconstruction, _, _) =>
            {
                for (int d = 0; d < squares.Length; d++)
                {
                    if (Unobserved.Is(row[d]))
                    {
                        continue;
                    }

                    double residual = row[d] - reconstruction[d];
                    squares[d] += residual * residual;
                    observed[d]++;
                }
            });
            for (int d = 0; d < width; d++)
            {
                // A feature that was never observed has nothing to say about what is usual: it weighs as an average one.
                weights[d] = observed[d] == 0 ? 1 : 1 / Math.Max((float)(squares[d] / observed[d]), MinResidualVariance);
            }
        }

        for (int d = 0; d < width; d++)
        {
            weights[d] *= plan.VoteOf(d % plan.Encoder.ReconstructedCount);
        }
    }
}
