using System.Collections.Concurrent;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;
using StreamAe.Orleans.Grains;
using StreamAe.Orleans.Runtime;
using StreamAe.Orleans.Scoring;
using StreamAe.Orleans.Wire;

namespace StreamAe.Orleans.Silos;

/// <summary>What the grains of one monitor share on one silo: its plans with their arenas, the scorer, the trainer, the way to the store.</summary>
internal sealed class SiloMonitor : IDisposable
{
    private readonly ConcurrentDictionary<ulong, MonitorPlan> _plans = new();
    private readonly ConcurrentDictionary<MonitorPlan, ulong> _hashes = new();
    private readonly ConcurrentDictionary<MonitorPlan, EntityScoring> _scoring = new();
    private readonly ConcurrentDictionary<EntityMonitor, byte> _entities = new();
    private readonly ConcurrentDictionary<string, IGrainContext> _activations = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _followingCohort = new(1, 1);
    private readonly Lazy<TrainingWorker> _trainer;
    private readonly IGrainFactory _grains;
    private readonly int _batchRows;
    private readonly EntityLoads? _loads;
    private long _arrived;
    private long _left;

    /// <param name="name">What its grains are called by: the monitor's name.</param>
    /// <param name="batchRows">Most rows in one scorer call.</param>
    /// <param name="budget">See <see cref="RuntimeOptions.TrainingBudget"/>.</param>
    /// <param name="batchTrainer">See <see cref="RuntimeOptions.BatchTrainer"/>.</param>
    /// <param name="store">Null where nothing is stored, and entities live as long as their grains.</param>
    public SiloMonitor(string name, PlanSet plans, IScorer scorer, int batchRows, MonitorStore? store, IGrainFactory grains, TrainingBudget? budget = null, IBatchTrainer? batchTrainer = null)
    {
        Name = name;
        Plans = plans;
        Scorer = scorer;
        Store = store;
        _grains = grains;
        _batchRows = batchRows;
        _trainer = new Lazy<TrainingWorker>(() => new TrainingWorker(scorer, budget, batchTrainer));
        _loads = store is null ? null : new EntityLoads(store.Loader);
    }

    public string Name { get; }

    /// <summary>Of the silo; <see cref="SiloMonitors.Add"/> sets it.</summary>
    public SiloAddress Address { get; set; } = SiloAddress.Zero;

    public PlanSet Plans { get; }

    public IScorer Scorer { get; }

    public MonitorStore? Store { get; }

    /// <summary>Where this silo's grains find operators' requests; the process' runtime of the monitor sets it.</summary>
    public RequestBoard Requests { get; set; } = new();

    public bool HasStore => Store is not null;

    public TrainingWorker Trainer => _trainer.Value;

    /// <summary>Trainings waiting for the worker.</summary>
    public int TrainingBacklog => _trainer.IsValueCreated ? _trainer.Value.Backlog : 0;

    /// <summary>The entities in this silo's memory.</summary>
    public ICollection<EntityMonitor> Entities => _entities.Keys;

    public int EntityCount => _entities.Count;

    /// <summary>Scorer calls so far, and the rows in them.</summary>
    public (long Calls, long Rows) Batches =>
        (_scoring.Values.Sum(s => s.Batcher.Calls), _scoring.Values.Sum(s => s.Batcher.Rows));

    /// <summary>An entity's grain is on this silo, until it is removed.</summary>
    public void Add(string key, IGrainContext activation) => _activations[key] = activation;

    public void Remove(string key, IGrainContext activation) => _activations.TryRemove(KeyValuePair.Create(key, activation));

    /// <summary>An entity's grain, where it is on this silo.</summary>
    public IGrainContext? FindActivation(string key) => _activations.GetValueOrDefault(key);

    /// <summary>Entities that came into this silo's memory so far, and that left it; one that begins again from the store does both.</summary>
    public (long Arrived, long Left) Moved => (Volatile.Read(ref _arrived), Volatile.Read(ref _left));

    public void Enter(EntityMonitor entity)
    {
        if (_entities.TryAdd(entity, 0))
        {
            Interlocked.Increment(ref _arrived);
        }
    }

    public void Leave(EntityMonitor entity)
    {
        if (_entities.TryRemove(entity, out _))
        {
            Interlocked.Increment(ref _left);
        }
    }

    /// <summary>What is stored of an entity; null where nothing is.</summary>
    public ValueTask<EntityMonitor?> LoadAsync(string key) => _loads is null ? ValueTask.FromResult<EntityMonitor?>(null) : _loads.LoadAsync(key);

    /// <summary>The plan of channels; null where this silo has not seen them and they are not given.</summary>
    /// <param name="schema">Their hash.</param>
    public MonitorPlan? PlanOf(ulong schema, Monitoring.Observations.Schema? channels)
    {
        if (_plans.TryGetValue(schema, out MonitorPlan? plan))
        {
            return plan;
        }

        return channels is null ? null : _plans.GetOrAdd(schema, _ => Plans.For(channels));
    }

    /// <summary>The hash of its channels, which are known to this silo then.</summary>
    public ulong HashOf(MonitorPlan plan) => _hashes.TryGetValue(plan, out ulong known)
        ? known
        : _hashes.GetOrAdd(
            plan,
            p =>
            {
                ulong hash = SchemaBytes.HashOf(p.Schema);
                _plans.TryAdd(hash, p);
                return hash;
            });

    public EntityScoring ScoringOf(MonitorPlan plan) => _scoring.TryGetValue(plan, out EntityScoring? scoring)
        ? scoring
        : _scoring.GetOrAdd(plan, p => new EntityScoring(p, new ScoringBatcher(p, Scorer, _batchRows)));

    /// <summary>The same as <see cref="TryFollowCohortAsync"/>; false as well where the monitor's grain cannot be reached.</summary>
    public async ValueTask<bool> TryReachCohortAsync(MonitorPlan plan, ulong schema, int version)
    {
        try
        {
            return await TryFollowCohortAsync(plan, schema, version).ConfigureAwait(false);
        }
        catch (Exception error) when (CallErrors.AreOfTheWay(error))
        {
            return false;
        }
    }

    /// <summary>Takes the cohort's model over that another silo trained, where this one has an older; false where none so new is to be had for now:
    /// whoever trained it announces it again.</summary>
    public async ValueTask<bool> TryFollowCohortAsync(MonitorPlan plan, ulong schema, int version)
    {
        await _followingCohort.WaitAsync().ConfigureAwait(false);
        try
        {
            if ((plan.Cohort?.Model.Version ?? 0) >= version)
            {
                return true;
            }

            byte[]? model = await _grains.GetGrain<IMonitorGrain>(Name).CohortAsync(schema, version).ConfigureAwait(false);
            if (model is not null && EntityModelCodec.Read(model) is EntityModel read && read.Version > (plan.Cohort?.Model.Version ?? 0))
            {
                ResidentModel? old = plan.Cohort;
                plan.Cohort = plan.MakeResident(read);
                old?.Retire();
            }

            return (plan.Cohort?.Model.Version ?? 0) >= version;
        }
        finally
        {
            _followingCohort.Release();
        }
    }

    public void Dispose()
    {
        if (_trainer.IsValueCreated)
        {
            _trainer.Value.Dispose();
        }

        _followingCohort.Dispose();
    }
}
