using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Features.Scaling;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Training;

/// <summary>The scaled rows of a training request, windowed as the live path does it, with what each may be used for.</summary>
internal sealed class Windows
{
    private readonly IReadOnlyList<TrainingSegment> _segments;

    private Windows(IReadOnlyList<TrainingSegment> segments, int count, int stride)
    {
        _segments = segments;
        Count = count;
        Rows = new float[count * stride];
        IsUsable = new bool[count];
        IsHeldOut = new bool[count];
        StartsSegment = new bool[count];
    }

    public int Count { get; }

    /// <summary>[Count × RowStride]</summary>
    public float[] Rows { get; }

    /// <summary>No row that the window is made of is excluded.</summary>
    public bool[] IsUsable { get; }

    /// <summary>The window ends in a row kept out of fitting.</summary>
    public bool[] IsHeldOut { get; }

    /// <summary>First window of its segment.</summary>
    public bool[] StartsSegment { get; }

    /// <summary>Windows to fit on.</summary>
    public List<int> Fitting { get; } = [];

    public static Windows Build(MonitorPlan plan, IReadOnlyList<TrainingSegment> segments, FeatureScaler scaler, double holdout)
    {
        int count = segments.Sum(s => Math.Max(0, s.Excluded.Length - plan.SpanRows + 1));
        var windows = new Windows(segments, count, plan.Architecture.RowStride);
        windows.Fill(plan, scaler);
        int index = 0;
        foreach (TrainingSegment segment in segments)
        {
            bool[] heldOut = HeldOutRows.Of(segment.Excluded.Length, holdout);
            for (int last = plan.SpanRows - 1; last < segment.Excluded.Length; last++, index++)
            {
                // A change is made of the row before, too.
                int first = Math.Max(0, last - plan.SpanRows + 1 - (plan.SpanRows == 1 && plan.DifferenceCount > 0 ? 1 : 0));
                windows.IsUsable[index] = !segment.Excluded.AsSpan(first..(last + 1)).Contains(true);
                windows.IsHeldOut[index] = heldOut[last];
                windows.StartsSegment[index] = last == plan.SpanRows - 1;
                if (windows.IsUsable[index] && !heldOut.AsSpan(first..(last + 1)).Contains(true))
                {
                    windows.Fitting.Add(index);
                }
            }
        }

        return windows;
    }

    /// <summary>The same windows under another scaler.</summary>
    public Windows Rescale(MonitorPlan plan, FeatureScaler scaler)
    {
        var windows = new Windows(_segments, Count, plan.Architecture.RowStride);
        windows.Fill(plan, scaler);
        return windows;
    }

    private void Fill(MonitorPlan plan, FeatureScaler scaler)
    {
        int width = plan.Encoder.Count;
        int features = plan.Encoder.ReconstructedCount;
        int stride = plan.Architecture.RowStride;
        int index = 0;
        foreach (TrainingSegment segment in _segments)
        {
            for (int last = plan.SpanRows - 1; last < segment.Excluded.Length; last++, index++)
            {
                Span<float> row = Rows.AsSpan(index * stride, stride);
                for (int lag = 0; lag < plan.WindowRows; lag++)
                {
                    scaler.Scale(segment.Rows.AsSpan((last - lag) * width, features), 0, plan.MissingMark, row[(lag * features)..]);
                }

                row = row[(plan.WindowRows * features)..];
                if (plan.DifferenceCount > 0)
                {
                    ReadOnlySpan<float> before = last > 0 ? segment.Rows.AsSpan((last - 1) * width, features) : [];
                    ScalingKernel.ScaleDifferences(
                        segment.Rows.AsSpan(last * width, features), before, scaler.DifferenceInverses, scaler.Clip, plan.MissingMark, row);
                    row = row[features..];
                }

                scaler.Scale(segment.Rows.AsSpan((last * width) + features, width - features), features, missing: 0, row);
                row = row[(width - features)..];
                for (int lag = plan.WindowRows; lag < plan.SpanRows; lag++)
                {
                    scaler.Scale(segment.Rows.AsSpan((last - lag) * width, features), 0, missing: 0, row);
                    row = row[features..];
                }
            }
        }
    }
}
