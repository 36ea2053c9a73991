using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// One monitor in one process. Entities are hashed to shards, one loop a shard; a poll is split among the shards. Verdicts do not depend on
/// the number of shards.
/// </summary>
public sealed class LocalRuntime : MonitorRuntime
{
    private readonly Shard[] _shards;
    private readonly Task[] _loops;
    private readonly Lazy<TrainingWorker> _trainer;

    // Null where every entity stays in memory.
    private readonly EntityArrivals? _arrivals;
    private int[] _shardOf = [];

    public LocalRuntime(PlanSet plans, IScorer scorer, ICommitter committer, IDeadLetterSink deadLetters, RuntimeOptions options)
        : base(plans, scorer, committer, deadLetters, options, options?.Shards ?? 1)
    {
        _trainer = new Lazy<TrainingWorker>(() => new TrainingWorker(scorer, Options.TrainingBudget, Options.BatchTrainer));
        _shards = new Shard[Options.Shards];
        _loops = new Task[Options.Shards];
        for (int s = 0; s < _shards.Length; s++)
        {
            Shard shard = _shards[s] = new Shard(this, s);
            _loops[s] = Task.Run(shard.RunAsync);
        }

        _arrivals = Options.Loader is null ? null : new EntityArrivals(plans, Options.Loader, Options.MemoryBytes);
    }

    public override int TrainingBacklog => _trainer.IsValueCreated ? _trainer.Value.Backlog : 0;

    public override IEnumerable<EntityMonitor> Entities => _shards.SelectMany(s => s.Entities);

    public override int EntitiesInMemory => _arrivals?.Count ?? Entities.Count();

    public override RuntimeCounters Counters => _arrivals is null
        ? default
        : new RuntimeCounters { Arrived = _arrivals.Moved.Arrived, Left = _arrivals.Moved.Left };

    internal TrainingWorker Trainer => _trainer.Value;

    /// <summary>Sources may go to other processes, and their entities with them.</summary>
    internal bool HasOwnedSources => _arrivals is not null;

    /// <summary>Puts a stored entity back. Only before the first poll.</summary>
    public void Restore(EntityMonitor monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        int entity = Plans.Directory.GetOrAdd(monitor.Key);
        _shards[ShardOf(entity)].Put(entity, monitor);
        _arrivals?.Add(entity);
    }

    /// <summary>An entity that was to leave stays. Called by shards.</summary>
    internal void Keep(int entity, long poll) => _arrivals!.Keep(entity, poll);

    internal override ValueTask PrepareAsync(Poll poll, CancellationToken cancellationToken) =>
        _arrivals?.PrepareAsync(poll, DurablePoll, ShardOf, cancellationToken) ?? ValueTask.CompletedTask;

    internal override void Post(Poll poll)
    {
        ReadOnlySpan<ShardPart> parts = poll.ShardParts;
        if (parts.Length == 1)
        {
            parts[0].AddRows(poll.Batch.Count);
        }
        else
        {
            ReadOnlySpan<int> entities = poll.Batch.Entities;
            for (int row = 0; row < entities.Length; row++)
            {
                parts[ShardOf(entities[row])].AddRow(row);
            }
        }

        poll.BeginParts();
        foreach (Shard shard in _shards)
        {
            shard.Post(poll);
        }
    }

    internal override ValueTask<CohortSample> SampleCohortAsync(MonitorPlan plan, CancellationToken cancellationToken) => _arrivals is null
        ? ValueTask.FromResult(CohortSample.Of(plan, Entities))
        : _arrivals.SampleAsync(plan, Entities, cancellationToken);

    private protected override Task Forget(string source)
    {
        if (_arrivals is null)
        {
            throw new InvalidOperationException("Entities can only be forgotten by a runtime that can load them again: give it a loader.");
        }

        foreach (int entity in _arrivals.RemoveAllOf(source))
        {
            _shards[ShardOf(entity)].Remove(entity);
        }

        return Task.CompletedTask;
    }

    private protected override Task StopJudgingAsync()
    {
        foreach (Shard shard in _shards)
        {
            shard.Complete();
        }

        return Task.WhenAll(_loops);
    }

    private protected override void StopTraining()
    {
        if (_trainer.IsValueCreated)
        {
            _trainer.Value.Dispose();
        }
    }

    /// <summary>The shard of an entity: by its key, so that it is the same in every run.</summary>
    private int ShardOf(int entity)
    {
        int[] known = _shardOf;
        return entity < known.Length && known[entity] is >= 0 and int shard ? shard : FindShard(entity);
    }

    private int FindShard(int entity)
    {
        if (entity >= _shardOf.Length)
        {
            int known = _shardOf.Length;
            Array.Resize(ref _shardOf, Math.Max(Math.Max(entity + 1, Plans.Directory.Count), known * 2));
            for (int e = known; e < _shardOf.Length; e++)
            {
                _shardOf[e] = -1;
            }
        }

        return _shardOf[entity] = (int)(StableHash.Of(Plans.Directory.KeyOf(entity)) % (ulong)_shards.Length);
    }
}
