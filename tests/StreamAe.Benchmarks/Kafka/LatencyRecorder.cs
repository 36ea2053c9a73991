namespace StreamAe.Benchmarks.Kafka;

/// <summary>Latencies in steps of a tenth of a millisecond, up to a minute. One writer.</summary>
internal sealed class LatencyRecorder
{
    private const int StepsPerMs = 10;
    private readonly int[] _counts = new int[60_000 * StepsPerMs];
    private long _total;

    public long Count => _total;

    public void Clear()
    {
        Array.Clear(_counts);
        _total = 0;
    }

    public void Add(double ms)
    {
        _counts[Math.Clamp((int)(ms * StepsPerMs), 0, _counts.Length - 1)]++;
        _total++;
    }

    /// <summary>Milliseconds that a share of the events did not exceed.</summary>
    public double Quantile(double share)
    {
        long rank = (long)Math.Ceiling(share * _total), seen = 0;
        for (int step = 0; step < _counts.Length; step++)
        {
            seen += _counts[step];
            if (seen >= rank)
            {
                return (step + 1.0) / StepsPerMs;
            }
        }

        return double.NaN;
    }
}
