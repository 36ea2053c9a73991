namespace StreamAe.Kafka.Ranges;

/// <summary>What is read before a range, so that windows and smoothed scores are filled where it begins.</summary>
public abstract record RangeWarmUp
{
    private RangeWarmUp()
    {
    }

    /// <summary>Everything that the broker holds.</summary>
    public sealed record All : RangeWarmUp;

    /// <summary>So many messages of each partition.</summary>
    public sealed record Messages(long Count) : RangeWarmUp;

    /// <summary>The messages of so long before the range's time.</summary>
    public sealed record Span(TimeSpan Length) : RangeWarmUp;
}
