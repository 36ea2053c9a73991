namespace StreamAe.Monitoring.Thresholds.Previews;

/// <summary>
/// Median and median absolute deviation of an entity's stored scores: what stands for those of its calibration, which the scores alone do not
/// tell. Of at most <see cref="Capacity"/> of them, evenly spread: where there are more, every second one is dropped and half as many are taken.
/// </summary>
internal sealed class ScoreSummary
{
    public const int Capacity = 2048;

    private readonly List<float> _kept = [];
    private int _stride = 1;
    private int _skipped;

    public void Add(float score)
    {
        if (++_skipped < _stride)
        {
            return;
        }

        _skipped = 0;
        _kept.Add(score);
        if (_kept.Count == Capacity)
        {
            for (int i = 0; i < Capacity / 2; i++)
            {
                _kept[i] = _kept[(2 * i) + 1];
            }

            _kept.RemoveRange(Capacity / 2, Capacity / 2);
            _stride *= 2;
        }
    }

    public (float Median, float Deviation) Measure()
    {
        float[] sorted = [.. _kept];
        float median = Middle(sorted);
        for (int i = 0; i < sorted.Length; i++)
        {
            sorted[i] = Math.Abs(sorted[i] - median);
        }

        return (median, Middle(sorted));
    }

    private static float Middle(float[] values)
    {
        if (values.Length == 0)
        {
            return 0;
        }

        Array.Sort(values);
        int half = values.Length / 2;
        return values.Length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
}
