namespace StreamAe.Host.Demo;

/// <summary>How injected incidents of one kind fared.</summary>
internal sealed class IncidentScore
{
    public int Incidents { get; set; }

    public int Detected { get; set; }

    /// <summary>Event time from an incident's first labelled event to its first alert, ticks.</summary>
    public List<long> Delays { get; } = [];

    public double? Recall => Incidents == 0 ? null : (double)Detected / Incidents;

    public TimeSpan? MedianDelay
    {
        get
        {
            if (Delays.Count == 0)
            {
                return null;
            }

            long[] sorted = [.. Delays.Order()];
            return TimeSpan.FromTicks(sorted[sorted.Length / 2]);
        }
    }
}
