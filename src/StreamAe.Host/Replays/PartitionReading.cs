using StreamAe.Kafka.Ranges;

namespace StreamAe.Host.Replays;

/// <summary>Reads partitions, some at a time: each has a client of its own.</summary>
internal static class PartitionReading
{
    private const int AtATime = 4;

    /// <summary>A failure of one ends all.</summary>
    public static Task RunAsync(IReadOnlyList<PartitionRange> ranges, Func<PartitionRange, Task> read, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(
            ranges,
            new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken },
            async (range, _) => await read(range).ConfigureAwait(false));
}
