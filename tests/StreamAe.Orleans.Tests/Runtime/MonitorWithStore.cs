using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Conformance;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Scoring;
using StreamAe.Orleans.Grains;
using StreamAe.Orleans.Runtime;
using StreamAe.Orleans.Silos;
using StreamAe.Storage;

namespace StreamAe.Orleans.Tests.Runtime;

/// <summary>One monitor on a test's silos with a store of its own.</summary>
internal sealed class MonitorWithStore : IDisposable
{
    private static readonly RuntimeOptions Options = new() { Shards = 2, Training = TrainingMode.Inline, ExplainAll = true };

    private readonly string _folder;
    private readonly TestSilos _silos;
    private readonly string _name;
    private readonly SqliteStateStore _store;
    private readonly SiloMonitor[] _monitors;

    /// <param name="folder">Where its store is, or shall be; it is deleted in the end. Null for a new one.</param>
    public MonitorWithStore(TestSilos silos, MonitorDefinition definition, string? folder = null)
    {
        _folder = folder ?? Directory.CreateTempSubdirectory("streamae-orleans-").FullName;
        _silos = silos;
        _name = silos.NextName(definition.Name);
        _store = SqliteStateStore.Open(_folder, ["log"]);
        _monitors =
        [
            .. silos.All.Select(silo =>
            {
                var plans = new PlanSet(definition);
                var loader = new Loader(this, new EntityLoader(_store, plans, TimeProvider.System, NullLogger.Instance));
                var store = new MonitorStore(loader, () => _store.Load(definition.Name));
                var monitor = new SiloMonitor(_name, plans, new SimdScorer(), Options.ScoreBatchRows, store, silo.Grains);
                silo.Monitors.Add(monitor);
                return monitor;
            }),
        ];
    }

    /// <summary>Entities that grains asked the store for, one for every time.</summary>
    public ConcurrentQueue<string> Loads { get; } = new();

    /// <summary>What the load of an entity waits for.</summary>
    public Func<string, Task> BeforeLoad { get; set; } = _ => Task.CompletedTask;

    /// <summary>What the training of the cohort's model waits for, once it has asked the grains and before it reads the store.</summary>
    public Func<Task> BeforeReadAll { get; set; } = () => Task.CompletedTask;

    /// <summary>In the silos' memory.</summary>
    public IEnumerable<EntityMonitor> Entities => _monitors.SelectMany(m => m.Entities);

    public IMonitorGrain Grain => _silos.First.Grains.GetGrain<IMonitorGrain>(_name);

    public PlanSet Plans => _monitors[0].Plans;

    /// <summary>The next rows of an entity are refused on the first silo, and nobody hears of that.</summary>
    public void LoseAnswerOf(string entity) => _silos.First.LostAnswers.RefuseOnce(EntityGrainKey.Of(_name, entity));

    /// <summary>A process that reads sources on the first silo.</summary>
    /// <param name="commits">Called before each commit; where it says no, the poll is passed over: its source has another owner.</param>
    public Reader Start(Func<Poll, ValueTask<bool>>? commits = null)
    {
        var committer = new Committer(_store, commits);
        var letters = new DeadLetterCounter();
        var runtime = new OrleansRuntime(_monitors[0], _silos.First.Grains, committer, letters, Options, NullLogger.Instance);
        StoredMonitorLoader.LoadWithoutEntities(_store, runtime);
        return new Reader(runtime, committer, letters);
    }

    /// <summary>What the stream causes where all is in one process.</summary>
    /// <param name="folder">Of the store from which it goes on; null where it stores nothing.</param>
    public static async Task<Run> RunAloneAsync(MonitorDefinition definition, IReadOnlyList<SourceRow> rows, string? folder = null)
    {
        var plans = new PlanSet(definition);
        using SqliteStateStore? store = folder is null ? null : SqliteStateStore.Open(folder, ["log"]);
        var committer = new Committer(store, null);
        var letters = new DeadLetterCounter();
        await using var runtime = new LocalRuntime(plans, new SimdScorer(), committer, letters, Options);
        var source = new MemorySource("s", rows, plans.Directory);
        if (store is not null)
        {
            await source.SeekAsync(StoredMonitorLoader.Load(store, runtime).GetValueOrDefault("s"), TestContext.Current.CancellationToken);
        }

        await runtime.RunAsync([source], TestContext.Current.CancellationToken);
        return new Run(committer.Polls, letters.Kept);
    }

    /// <summary>Sends every grain away, once it has done what it is at.</summary>
    public Task LeaveAsync() => Task.WhenAll(
        Enumerable.Range(0, Plans.Directory.Count).Select(
            entity => _silos.First.Grains.GetGrain<IEntityGrain>(EntityGrainKey.Of(_name, Plans.Directory.KeyOf(entity))).LeaveAsync()));

    /// <summary>Sends every grain away until none is left; those that rows on their way woke anew, too.</summary>
    public async Task LeaveAndBeGoneAsync()
    {
        while (_monitors.Any(m => m.EntityCount > 0))
        {
            await LeaveAsync();
            await Task.Delay(1);
        }
    }

    /// <summary>Sends one grain away.</summary>
    public async Task LeaveAndBeGoneAsync(string entity)
    {
        await _silos.First.Grains.GetGrain<IEntityGrain>(EntityGrainKey.Of(_name, entity)).LeaveAsync();
        while (Entities.Any(e => e.Key == entity))
        {
            await Task.Delay(1);
        }
    }

    public void Dispose()
    {
        Array.ForEach(_monitors, m => m.Dispose());
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>One process' runtime and what it committed.</summary>
    internal sealed class Reader(OrleansRuntime runtime, Committer committer, DeadLetterCounter letters) : IAsyncDisposable
    {
        public OrleansRuntime Runtime => runtime;

        public Run Run => new(committer.Polls, letters.Kept);

        /// <summary>Reads one poll, and waits until it is durable or passed over.</summary>
        public async Task ReadAsync(MemorySource source, int rows)
        {
            CancellationToken cancel = TestContext.Current.CancellationToken;
            Poll poll = await runtime.RentAsync(cancel);
            await source.ReadAsync(poll.Batch, rows, cancel);
            await runtime.DispatchAsync(poll, source.Name);
            await runtime.DrainAsync(source.Name).WaitAsync(TimeSpan.FromSeconds(60), cancel);
        }

        public ValueTask DisposeAsync() => runtime.DisposeAsync();
    }

    internal sealed class Committer(SqliteStateStore? store, Func<Poll, ValueTask<bool>>? commits) : ICommitter
    {
        public bool NeedsState => true;

        public List<PollRecord> Polls { get; } = [];

        public async ValueTask CommitAsync(Poll poll, CancellationToken cancellationToken)
        {
            if (commits is null || await commits(poll))
            {
                store?.Commit([poll]);
                Polls.Add(PollRecord.Of(poll));
            }
            else
            {
                poll.MarkLost();
            }

            poll.Release();
        }
    }

    private sealed class Loader(MonitorWithStore owner, EntityLoader loader) : IEntityLoader
    {
        public async ValueTask<IReadOnlyList<EntityMonitor?>> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
        {
            foreach (string key in keys)
            {
                owner.Loads.Enqueue(key);
                await owner.BeforeLoad(key);
            }

            return await loader.LoadAsync(keys, cancellationToken);
        }

        public async ValueTask ReadAllAsync(Func<Action<EntityMonitor>> begin, CancellationToken cancellationToken)
        {
            await owner.BeforeReadAll();
            await loader.ReadAllAsync(begin, cancellationToken);
        }
    }
}
