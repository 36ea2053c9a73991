using System.Collections.Concurrent;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// Brings the entities of a poll into memory before the shards see it, and sends idle ones away where memory is short. Used by the
/// dispatcher alone, but for <see cref="Keep"/>.
/// </summary>
/// <param name="memoryBytes">Null for no limit.</param>
internal sealed class EntityArrivals(PlanSet plans, IEntityLoader loader, long? memoryBytes)
{
    /// <summary>What an entity holds beside its pages and its model's slot: its objects, its key, its places in tables.</summary>
    internal const long ObjectBytes = 1000;

    // Some more than needed, so that not every poll has to send somebody away.
    private const double SpareShare = 0.02;

    private readonly EntityResidency _residency = new();
    private readonly ConcurrentQueue<(int Entity, long Poll)> _kept = new();
    private readonly List<int> _absent = [];
    private readonly List<int> _leaving = [];
    private long _arrived;
    private long _left;

    /// <summary>Entities in memory.</summary>
    public int Count => _residency.Count;

    /// <summary>Entities that came into memory with polls, and that were sent away; from any thread.</summary>
    public (long Arrived, long Left) Moved => (Volatile.Read(ref _arrived), Volatile.Read(ref _left));

    private long Bytes => plans.UsedBytes + (_residency.Count * ObjectBytes);

    public void Add(int entity) => _residency.Add(entity);

    /// <summary>A shard could not let an entity go. Thread-safe.</summary>
    public void Keep(int entity, long poll) => _kept.Enqueue((entity, poll));

    public List<int> RemoveAllOf(string source)
    {
        TakeBackKept();
        return _residency.RemoveAllOf(source);
    }

    /// <summary>Orders who leaves with a poll and loads who comes with it.</summary>
    /// <param name="durable">Everything up to this poll is durable.</param>
    public async ValueTask PrepareAsync(Poll poll, long durable, Func<int, int> shardOf, CancellationToken cancellationToken)
    {
        TakeBackKept();
        _absent.Clear();
        _residency.Enter(poll.Batch, poll.Source, poll.Number, _absent);
        SendAway(poll, durable, shardOf);
        if (_absent.Count == 0)
        {
            return;
        }

        Volatile.Write(ref _arrived, _arrived + _absent.Count);
        string[] keys = [.. _absent.Select(plans.Directory.KeyOf)];
        IReadOnlyList<EntityMonitor?> loaded = await loader.LoadAsync(keys, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < keys.Length; i++)
        {
            poll.Parts[shardOf(_absent[i])].Arriving.Add((_absent[i], loaded[i]));
        }
    }

    /// <summary>A sample of the entities in memory and of those that are only stored. Only while nothing is under way.</summary>
    public async ValueTask<CohortSample> SampleAsync(MonitorPlan plan, IEnumerable<EntityMonitor> inMemory, CancellationToken cancellationToken)
    {
        var sample = new CohortSample(plan);
        await loader.ReadAllAsync(
            () =>
            {
                sample = CohortSample.Of(plan, inMemory);
                return AddAbsent;
            },
            cancellationToken).ConfigureAwait(false);
        return sample;

        void AddAbsent(EntityMonitor monitor)
        {
            if (!plans.Directory.TryGet(monitor.Key, out int entity) || !_residency.Has(entity))
            {
                sample.Add(monitor);
            }
        }
    }

    private void SendAway(Poll poll, long durable, Func<int, int> shardOf)
    {
        if (memoryBytes is not long limit || Bytes is long bytes && bytes <= limit || _residency.Count == 0)
        {
            return;
        }

        double each = (double)bytes / _residency.Count;
        int wanted = (int)Math.Ceiling((bytes - (limit * (1 - SpareShare))) / each);
        _leaving.Clear();
        _residency.Choose(Math.Min(wanted, _residency.Count), durable, _leaving);
        Volatile.Write(ref _left, _left + _leaving.Count);
        foreach (int entity in _leaving)
        {
            poll.Parts[shardOf(entity)].Leaving.Add(entity);
        }
    }

    private void TakeBackKept()
    {
        while (_kept.TryDequeue(out (int Entity, long Poll) kept))
        {
            _residency.Keep(kept.Entity, kept.Poll);
        }
    }
}
