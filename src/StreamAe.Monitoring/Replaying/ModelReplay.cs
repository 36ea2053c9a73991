using System.Collections.Concurrent;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Monitoring.Replaying;

/// <summary>
/// Lets entities begin within their lives, and gives each row the model that a replay asks for. Entities that share a cohort's model hold a
/// copy of it each: sources reach the place of a change at different moments.
/// </summary>
public sealed class ModelReplay : IModelSchedule, IEntityLoader
{
    private readonly IReplayStore _store;
    private readonly PlanSet _plans;
    private readonly ModelChoice _choice;
    private readonly IReadOnlyDictionary<string, long> _begins;
    private readonly IReadOnlyDictionary<string, long> _reportedFrom;
    private readonly Dictionary<int, MonitorPlan> _byId;
    private readonly Dictionary<MonitorPlan, EntityModel> _currentCohorts;
    private readonly CohortHistory _cohorts;
    private readonly ConcurrentDictionary<int, EntityReplay> _entities = new();
    private readonly ConcurrentDictionary<int, long> _missing = new();

    // Of the monitor as it is defined: models of others cannot judge its rows.
    private readonly HashSet<ulong> _identities;

    // What was found to be of the monitor as it was before it was edited.
    private readonly ConcurrentDictionary<ModelReference, byte> _former = new();

    /// <param name="plans">Of the replay.</param>
    /// <param name="begins">By entity: how many observations it had before the first that is read; 0 where it is left out.</param>
    /// <param name="reportedFrom">By source: the position from which on missing models are counted.</param>
    public ModelReplay(
        IReplayStore store,
        PlanSet plans,
        RecordedMonitor recorded,
        ModelChoice choice,
        IReadOnlyDictionary<string, long> begins,
        IReadOnlyDictionary<string, long> reportedFrom)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(recorded);
        _store = store;
        _plans = plans;
        _choice = choice;
        _begins = begins;
        _reportedFrom = reportedFrom;
        _identities = [.. recorded.Plans.Select(p => MonitorPlan.IdentityOf(p.Compatibility))];
        _byId = recorded.Plans.ToDictionary(p => p.Id, p => plans.For(p.Schema));
        _currentCohorts = recorded.Plans.Where(p => p.Cohort is not null).ToDictionary(p => _byId[p.Id], p => p.Cohort!);
        _cohorts = new CohortHistory(recorded.Cohorts, _byId);
    }

    /// <summary>Rows that no model judged because it is not kept, or does not exist in the version asked for.</summary>
    public long RowsWithoutModel => _missing.Values.Sum();

    public int EntitiesWithoutModel => _missing.Count;

    public ValueTask<IReadOnlyList<EntityMonitor?>> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(keys);
        IReadOnlyList<RecordedEntity?> found = _store.Find(_plans.Definition.Name, keys);
        var loaded = new EntityMonitor?[keys.Count];
        for (int i = 0; i < loaded.Length; i++)
        {
            if (found[i] is RecordedEntity entity)
            {
                _entities[_plans.Directory.GetOrAdd(keys[i])] = new EntityReplay(entity.Models);
                loaded[i] = EntityMonitor.BeginAt(_byId[entity.PlanId], keys[i], _begins.GetValueOrDefault(keys[i]));
            }
        }

        return ValueTask.FromResult<IReadOnlyList<EntityMonitor?>>(loaded);
    }

    /// <summary>What a cohort learns from; a replay trains none.</summary>
    public ValueTask ReadAllAsync(Func<Action<EntityMonitor>> begin, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public EntityModel? Due(EntityMonitor monitor, int entity, string source, long position)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        EntityReplay replay = _entities.GetOrAdd(entity, static _ => new EntityReplay([]));
        ModelReference wanted = Choose(replay, monitor, source, position);
        EntityModel? model = wanted == replay.InUse ? null : Read(ref wanted, monitor);
        if (wanted.Of == ModelReference.Kind.Missing && position >= _reportedFrom.GetValueOrDefault(source))
        {
            _missing.AddOrUpdate(entity, 1, static (_, rows) => rows + 1);
        }

        replay.InUse = wanted;
        return model;
    }

    private ModelReference Choose(EntityReplay replay, EntityMonitor monitor, string source, long position)
    {
        IReadOnlyList<RecordedModel> own = replay.Own;
        switch (_choice)
        {
            case ModelChoice.Version version:
                return Own(own.FirstOrDefault(m => m.Version == version.Number)) ?? ModelReference.Missing;
            case ModelChoice.Current:
                return Own(own.Count > 0 ? own[^1] : null)
                    ?? (_currentCohorts.ContainsKey(monitor.Plan) ? new ModelReference(ModelReference.Kind.CurrentCohort, 0) : ModelReference.None);
        }

        for (int i = own.Count - 1; i >= 0; i--)
        {
            if (own[i].IsInUse(source, position, monitor.Observations))
            {
                // Where the next use followed another version than this one, a use between them is kept no longer.
                bool isFollowed = i + 1 == own.Count || own[i + 1].AfterVersion is not int after || after == own[i].Version;
                return isFollowed ? Own(own[i])!.Value : ModelReference.Missing;
            }
        }

        // Before the oldest that is kept there was either the cohort's or one that is kept no longer. Where that was not written, versions tell:
        // they count from 1.
        if (own.Count > 0 && (own[0].AfterVersion ?? own[0].Version - 1) > 0)
        {
            return ModelReference.Missing;
        }

        return _cohorts.At(monitor.Plan, source, position) is CohortStart start
            ? new ModelReference(ModelReference.Kind.Cohort, start.Model)
            : ModelReference.None;
    }

    /// <param name="wanted">Missing, on return, where it is of the monitor as it was before it was edited.</param>
    private EntityModel? Read(ref ModelReference wanted, EntityMonitor monitor)
    {
        EntityModel? model = _former.ContainsKey(wanted) ? null : Read(wanted, monitor);
        if (model is not null && !_identities.Contains(model.Plan))
        {
            _former.TryAdd(wanted, 0);
        }

        if (!_former.ContainsKey(wanted))
        {
            return model;
        }

        wanted = ModelReference.Missing;
        return null;
    }

    private EntityModel? Read(ModelReference wanted, EntityMonitor monitor) => wanted.Of switch
    {
        ModelReference.Kind.Own => _store.ReadModel(wanted.Id) ?? throw Dropped(monitor),
        ModelReference.Kind.Cohort => _store.ReadCohortModel(wanted.Id) ?? throw Dropped(monitor),
        ModelReference.Kind.CurrentCohort => _currentCohorts[monitor.Plan],
        _ => null,
    };

    private static ModelReference? Own(RecordedModel? model) => model is null ? null : new ModelReference(ModelReference.Kind.Own, model.Id);

    private static InvalidDataException Dropped(EntityMonitor monitor) => new(
        $"A model of entity {monitor.Key} that the replay needs was replaced by newer ones while it ran, and is kept no longer. Run the replay again.");
}
