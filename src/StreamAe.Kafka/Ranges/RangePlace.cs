using System.Collections.Frozen;

namespace StreamAe.Kafka.Ranges;

/// <summary>A place in the partitions of a source.</summary>
public abstract record RangePlace
{
    private RangePlace()
    {
    }

    /// <summary>The oldest message that the broker holds.</summary>
    public sealed record Earliest : RangePlace;

    /// <summary>Behind the newest message at the time of the look-up.</summary>
    public sealed record End : RangePlace;

    /// <summary>The first message with a timestamp of that time or later.</summary>
    public sealed record AtTime(DateTimeOffset Time) : RangePlace;

    /// <summary>An offset of every partition.</summary>
    public sealed record AtOffset(long Offset) : RangePlace;

    /// <summary>An offset of each of some partitions; keys are <c>PARTITION</c>, or <c>TOPIC/PARTITION</c> which goes first.</summary>
    public sealed record AtOffsets(FrozenDictionary<string, long> Offsets) : RangePlace
    {
        /// <summary>Null for a partition that is not among them.</summary>
        public long? Of(string topic, int partition) =>
            Offsets.TryGetValue($"{topic}/{partition}", out long offset) || Offsets.TryGetValue($"{partition}", out offset) ? offset : null;
    }
}
