using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Training;

/// <summary>The rows of a request that a model is fitted on, scaled and windowed, and all windows they were taken from.</summary>
internal sealed class FittingSet
{
    /// <summary>Below this many fitting rows nothing sensible can be learned.</summary>
    public const int Fewest = 10;

    private const ulong SampleStream = 11;

    private FittingSet(FeatureScaler scaler, Windows windows, float[] rows, int count)
    {
        Scaler = scaler;
        Windows = windows;
        Rows = rows;
        Count = count;
    }

    /// <summary>
    /// Learned on all rows that may be used, those kept out of fitting too: a channel that moved a few times in its life has a scale only
    /// where all of it is seen, and two numbers a feature tell a model nothing about a row.
    /// </summary>
    public FeatureScaler Scaler { get; }

    public Windows Windows { get; }

    /// <summary>[Count × RowStride]</summary>
    public float[] Rows { get; }

    public int Count { get; }

    public static FittingSet Of(TrainingRequest request)
    {
        MonitorPlan plan = request.Plan;
        double holdout = plan.Definition.Training.Holdout;
        (float[] Rows, bool[] Use)[] parts = [.. request.Segments.Select(s => (s.Rows, Array.ConvertAll(s.Excluded, e => !e)))];
        float[] encoded = parts.Length == 1 ? parts[0].Rows : [.. parts.SelectMany(p => p.Rows)];
        bool[] use = parts.Length == 1 ? parts[0].Use : [.. parts.SelectMany(p => p.Use)];
        FeatureScaler scaler = FeatureScaler.Fit(encoded, plan.Encoder, use, (float)plan.Definition.Score.Clip, plan.Definition.Scale);
        if (plan.DifferenceCount > 0)
        {
            bool[] robust = [.. Enumerable.Range(0, plan.DifferenceCount).Select(f => plan.Encoder.ScaleOf(f, plan.Definition.Scale) == InputScale.Robust)];
            scaler = scaler.WithDifferences(parts, plan.DifferenceCount, robust);
        }

        Windows windows = Windows.Build(plan, request.Segments, scaler, holdout);
        int stride = plan.Architecture.RowStride;
        float[] rows = Sample(windows, windows.Fitting, plan.Definition.Training.MaxRows, request.Seed, stride);
        return new FittingSet(scaler, windows, rows, rows.Length / stride);
    }

    /// <summary>
    /// The rows as the trainer wants them: NaN where a value is masked, and within 0 … 1 for a cross-entropy, which a broken reading that was
    /// left out of the scale is not.
    /// </summary>
    public float[] ForEngine(MonitorPlan plan)
    {
        bool clamps = plan.TrainingOptions.Loss == ReconstructionLoss.BinaryCrossEntropy;
        if (!plan.MasksMissing && !clamps)
        {
            return Rows;
        }

        float[] prepared = [.. Rows];
        int stride = plan.Architecture.RowStride;
        for (int start = 0; start < Rows.Length; start += stride)
        {
            foreach (ref float value in prepared.AsSpan(start, plan.Architecture.Features))
            {
                value = Unobserved.Is(value) ? float.NaN : clamps ? Math.Clamp(value, 0, 1) : value;
            }
        }

        return prepared;
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
}
