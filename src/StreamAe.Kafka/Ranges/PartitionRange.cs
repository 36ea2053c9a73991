namespace StreamAe.Kafka.Ranges;

/// <summary>What is read of one partition. Offsets; Earliest ≤ WarmUp ≤ From, From &lt; To.</summary>
/// <param name="Source">The partition's name among sources.</param>
/// <param name="WarmUp">Read from here …</param>
/// <param name="From">… of interest from here …</param>
/// <param name="To">… up to here, not included.</param>
/// <param name="Earliest">The oldest that the broker holds.</param>
public sealed record PartitionRange(string Topic, int Partition, string Source, long WarmUp, long From, long To, long Earliest);
