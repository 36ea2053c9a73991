using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using StreamAe.Kafka.Brokers;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Kafka.Consuming;

/// <summary>
/// The partitions of this member: what the group gives and takes, and the claims on them in the store, which alone decide who may write.
/// On the consumer thread, but for <see cref="Find(string)"/>.
/// </summary>
internal sealed class Membership(
    KafkaFeedOptions options,
    MonitorRuntime runtime,
    PollSupply supply,
    KnownPartitions known,
    Func<string, SourceClaim> claim,
    TimeProvider time,
    ILogger logger)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    private readonly Dictionary<TopicPartition, FeedPartition> _partitions = [];
    private readonly ConcurrentDictionary<string, FeedPartition> _bySource = new();

    // Of partitions that went: their effects become durable and their entities leave memory. Until then they are not begun again.
    private readonly Dictionary<string, Task> _leaving = [];

    /// <summary>An array, because the consumer thread walks it often: nothing is allocated then.</summary>
    public FeedPartition[] Partitions { get; private set; } = [];

    /// <summary>Rises with every change of the partitions.</summary>
    public int Version { get; private set; }

    /// <summary>The process ends: what it holds in memory need not be forgotten.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Never throws: Confluent's client would give every partition up.</summary>
    public IEnumerable<TopicPartitionOffset> OnAssigned(IConsumer<Ignore, Ignore> consumer, List<TopicPartition> assigned)
    {
        Version++;
        var starts = new List<TopicPartitionOffset>(assigned.Count);
        foreach (TopicPartition id in assigned)
        {
            var partition = new FeedPartition(id, SourceOf(id));
            _partitions[id] = partition;
            _bySource[partition.Source] = partition;
            // Where it cannot be claimed now, nothing of it is used until it is.
            starts.Add(new TopicPartitionOffset(id, TryClaim(consumer, partition) ?? Offset.End));
        }

        Partitions = [.. _partitions.Values];

        return starts;
    }

    public void OnRevoked(IConsumer<Ignore, Ignore> consumer, List<TopicPartitionOffset> revoked)
    {
        List<FeedPartition> gone = Remove(revoked);
        foreach (FeedPartition partition in gone.Where(p => p is { IsReading: true, Poll: not null, Messages: > 0 }))
        {
            if (supply.CanDispatch)
            {
                Dispatch(partition);
            }
        }

        gone.ForEach(Leave);
        Task left = Task.WhenAll(gone.Select(p => _leaving[p.Source]));
        if (Task.WaitAny([left], options.RevocationLimit) != 0)
        {
            FeedLog.RevokedLate(logger, options.Name, gone.Count, options.RevocationLimit);
        }
        else if (left.IsCompletedSuccessfully && gone.Count > 0)
        {
            FeedLog.Revoked(logger, options.Name, gone.Count);
        }

        // The client commits what is stored before it tells the group that the partitions are free.
        gone.ForEach(p => Store(consumer, p));
    }

    /// <summary>Others may have them already: nothing is waited for and nothing is committed to the broker.</summary>
    public void OnLost(List<TopicPartitionOffset> lost)
    {
        List<FeedPartition> gone = Remove(lost);
        gone.ForEach(Leave);
        FeedLog.LostPartitions(logger, options.Name, gone.Count);
    }

    /// <summary>A commit was refused, because another process has claimed the source.</summary>
    public void OnFenced(IConsumer<Ignore, Ignore> consumer, string source)
    {
        if (Find(source) is FeedPartition { IsReading: true } partition)
        {
            FeedLog.Fenced(logger, source, options.ReclaimAfter);
            Stop(consumer, partition, options.ReclaimAfter);
        }
    }

    /// <summary>Begins a partition anew, from its claim on.</summary>
    public void Retry(IConsumer<Ignore, Ignore> consumer, FeedPartition partition) => Stop(consumer, partition, FirstRetry);

    /// <summary>Claims what could not be claimed before, or was fenced and is still ours by the group.</summary>
    public void ClaimDue(IConsumer<Ignore, Ignore> consumer)
    {
        long now = time.GetTimestamp();
        foreach (FeedPartition partition in Partitions)
        {
            if (!partition.IsReading && now >= partition.ClaimAt && TryClaim(consumer, partition) is Offset start)
            {
                Restart(consumer, partition, start);
            }
        }
    }

    /// <summary>Reads a partition of this member from an offset on.</summary>
    public static void Restart(IConsumer<Ignore, Ignore> consumer, FeedPartition partition, Offset start)
    {
        consumer.IncrementalUnassign([partition.Id]);
        consumer.IncrementalAssign([new TopicPartitionOffset(partition.Id, start)]);
        consumer.Resume([partition.Id]);
        partition.IsPaused = false;
    }

    public static void Pause(IConsumer<Ignore, Ignore> consumer, FeedPartition partition)
    {
        if (!partition.IsPaused)
        {
            consumer.Pause([partition.Id]);
            partition.IsPaused = true;
        }
    }

    /// <summary>Hands the partition's poll to the runtime. Only while the supply can dispatch.</summary>
    public void Dispatch(FeedPartition partition)
    {
        Poll poll = partition.Poll!;
        partition.Poll = null;
        partition.Messages = 0;
        partition.OnDispatched(poll.Batch.EndPosition);
        supply.Dispatch(poll, partition.Source);
    }

    /// <summary>Tells the broker's group, in its own time, what the store has.</summary>
    public void StoreOffsets(IConsumer<Ignore, Ignore> consumer)
    {
        foreach (FeedPartition partition in Partitions)
        {
            Store(consumer, partition);
        }
    }

    public FeedPartition? Find(TopicPartition id) => _partitions.GetValueOrDefault(id);

    /// <summary>From any thread.</summary>
    public FeedPartition? Find(string source) => _bySource.GetValueOrDefault(source);

    private string SourceOf(TopicPartition id) => options.SourceOf($"{id.Topic}/{id.Partition.Value}");

    private long After(TimeSpan span) => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);

    private List<FeedPartition> Remove(List<TopicPartitionOffset> gone)
    {
        Version++;
        var removed = new List<FeedPartition>(gone.Count);
        foreach (TopicPartitionOffset place in gone)
        {
            if (_partitions.Remove(place.TopicPartition, out FeedPartition? partition))
            {
                removed.Add(partition);
            }
        }

        Partitions = [.. _partitions.Values];

        return removed;
    }

    private void Stop(IConsumer<Ignore, Ignore> consumer, FeedPartition partition, TimeSpan pause)
    {
        partition.ClaimAt = After(pause);
        Pause(consumer, partition);
        Leave(partition);
    }

    private void Leave(FeedPartition partition)
    {
        partition.IsReading = false;
        partition.Drop();
        if (_leaving.TryGetValue(partition.Source, out Task? leaving) && !leaving.IsCompleted)
        {
            return;
        }

        _leaving[partition.Source] = LeaveAsync(partition.Source, IsStopping);
    }

    private async Task LeaveAsync(string source, bool isStopping)
    {
        await runtime.DrainAsync(source).ConfigureAwait(false);
        if (!isStopping)
        {
            await runtime.ForgetAsync(source).ConfigureAwait(false);
        }
    }

    private Offset? TryClaim(IConsumer<Ignore, Ignore> consumer, FeedPartition partition)
    {
        if (_leaving.TryGetValue(partition.Source, out Task? leaving))
        {
            if (!leaving.IsCompleted)
            {
                partition.ClaimAt = After(FirstRetry);
                return null;
            }

            _leaving.Remove(partition.Source);
        }

        try
        {
            SourceClaim claimed = claim(partition.Source);
            Offset start = claimed.Position is long position
                ? new Offset(position)
                : FirstStart(consumer, partition);
            partition.Next = start.IsSpecial ? Offset.Unset : start.Value;
            partition.MustStoreStart = claimed.Position is null && !start.IsSpecial;
            partition.ClaimAttempts = 0;
            partition.IsReading = true;
            FeedLog.Assigned(logger, partition.Source, claimed.Epoch, start.IsSpecial ? "the earliest message" : $"offset {start.Value}");
            return start;
        }
#pragma warning disable CA1031 // Whatever the trouble of the store or the broker, the partition is ours and waits for its claim.
        catch (Exception error)
        {
            TimeSpan pause = TimeSpan.FromTicks(Math.Min(LastRetry.Ticks, FirstRetry.Ticks << Math.Min(partition.ClaimAttempts++, 10)));
            FeedLog.ClaimFailed(logger, error, partition.Source, pause);
            partition.ClaimAt = After(pause);
            return null;
        }
#pragma warning restore CA1031
    }

    /// <summary>Where a partition is begun that the store knows nothing of.</summary>
    private Offset FirstStart(IConsumer<Ignore, Ignore> consumer, FeedPartition partition)
    {
        if (options.Start == StartPosition.Latest && known.IsAdded(consumer, partition.Id))
        {
            FeedLog.Added(logger, partition.Source);
            return Offset.Beginning;
        }

        return StartOffset.Of(consumer, partition.Id, partition.Source, options, logger);
    }

    private void Store(IConsumer<Ignore, Ignore> consumer, FeedPartition partition)
    {
        long committed = partition.Committed;
        if (committed < 0 || committed == partition.Stored)
        {
            return;
        }

        try
        {
            consumer.StoreOffset(new TopicPartitionOffset(partition.Id, committed));
            partition.Stored = committed;
        }
        catch (KafkaException error)
        {
            // Only lag displays read it: the store has the position. The next round tries again.
            BrokerLog.Detail(logger, options.Name, error.Error.Code, error.Error.Reason);
        }
    }
}
