namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// Where each day of a stream begins, and how many events each entity sent before it. Days are counted in order the first time
/// they are asked for. Counts per entity are kept every <see cref="DaysPerCheckpoint"/> days and re-counted in between, so that
/// a year of 2,000 entities takes 200 KB.
/// </summary>
internal sealed class DayIndex(SimulatedStream stream)
{
    /// <summary>A century: a position beyond it is a mistake, not a stream, and would be counted for minutes.</summary>
    public const int MaxDays = 36_525;

    private const int DaysPerCheckpoint = 32;

    private readonly Lock _gate = new();
    private readonly List<long[]> _checkpoints = [];

    /// <summary>Counts up to the first day that is not counted yet.</summary>
    private readonly long[] _totals = new long[stream.Entities];

    /// <summary>First positions of the days; the last one is that of the first day not counted yet.</summary>
    private readonly List<long> _starts = [0];

    /// <summary>The day whose events include <paramref name="position"/>; days without events are passed over.</summary>
    public int DayOf(long position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        lock (_gate)
        {
            while (_starts[^1] <= position)
            {
                if (_starts.Count > MaxDays)
                {
                    throw new ArgumentOutOfRangeException(
                        nameof(position),
                        position,
                        $"Stream '{stream.Name}' with {stream.Entities} entities has {_starts[^1]} events in {MaxDays} days; a position lies below that.");
                }

                CountNextDay();
            }

            int low = 0;
            int high = _starts.Count - 1;
            while (high - low > 1)
            {
                int middle = (low + high) >>> 1;
                if (_starts[middle] <= position)
                {
                    low = middle;
                }
                else
                {
                    high = middle;
                }
            }

            return low;
        }
    }

    public long StartOf(int day)
    {
        lock (_gate)
        {
            while (_starts.Count <= day)
            {
                CountNextDay();
            }

            return _starts[day];
        }
    }

    /// <summary>Overwrites <paramref name="counts"/> with each entity's events before <paramref name="day"/>.</summary>
    public void CopyCountsBefore(int day, Span<long> counts)
    {
        int checkpoint = day / DaysPerCheckpoint;
        StartOf((checkpoint * DaysPerCheckpoint) + 1);
        lock (_gate)
        {
            _checkpoints[checkpoint].CopyTo(counts);
        }

        for (int counted = checkpoint * DaysPerCheckpoint; counted < day; counted++)
        {
            stream.AddCounts(counted, counts);
        }
    }

    private void CountNextDay()
    {
        int day = _starts.Count - 1;
        if (day % DaysPerCheckpoint == 0)
        {
            _checkpoints.Add([.. _totals]);
        }

        stream.AddCounts(day, _totals);
        long sum = 0;
        foreach (long total in _totals)
        {
            sum += total;
        }

        _starts.Add(sum);
    }
}
