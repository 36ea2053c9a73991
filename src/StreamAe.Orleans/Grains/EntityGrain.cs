using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Orleans.Placement;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Telemetry;
using StreamAe.Monitoring.Training;
using StreamAe.Orleans.Scoring;
using StreamAe.Orleans.Silos;
using StreamAe.Orleans.Wire;

namespace StreamAe.Orleans.Grains;

/// <summary>
/// A thin shell around one <see cref="EntityMonitor"/>: brings it from the store, feeds it rows, hands back what it decides and its new state.
/// What it holds is ahead of the store by the polls under way, so rows name the poll they follow: where that is not the one the entity took
/// in last (it woke anew, another reader has its source, a call was lost), it begins again from the store.
/// </summary>
[PreferLocalPlacement]
internal sealed class EntityGrain(SiloMonitors monitors) : Grain, IEntityGrain
{
    private readonly ConcurrentQueue<TrainingResult> _trained = new();
    private SiloMonitor _silo = null!;
    private string _key = string.Empty;
    private EntityMonitor? _entity;

    // The rows it took in last; nobody's while rows are being judged, so that what fails half-way is not built upon.
    private Guid _runtime;
    private long _last;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        (string monitor, _key) = EntityGrainKey.Split(this.GetPrimaryKeyString());
        _silo = monitors.Find(monitor);
        _silo.Add(_key, GrainContext);
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Drop();
        _silo.Remove(_key, GrainContext);
        return Task.CompletedTask;
    }

    public async ValueTask<EntityAnswer> JudgeAsync(EntityCall call)
    {
        EntityRows rows = call.Rows;
        if (!rows.TryBegin())
        {
            return rows.AnswerWith(RowsStatus.Abandoned);
        }

        try
        {
            MonitorPlan? plan = _silo.PlanOf(rows.Head.Schema, rows.Channels);
            if (plan is null)
            {
                return rows.AnswerWith(RowsStatus.NeedsSchema);
            }

            RowsHead head = rows.Head;
            if ((plan.Cohort?.Model.Version ?? 0) < head.CohortVersion
                && !await _silo.TryReachCohortAsync(plan, head.Schema, head.CohortVersion).ConfigureAwait(true))
            {
                return rows.AnswerWith(RowsStatus.NeedsCohort);
            }

            bool follows = _entity is not null && _runtime == head.Runtime && _last == head.Previous;
            if (!follows && !head.IsPreviousDurable)
            {
                return rows.AnswerWith(RowsStatus.Stale);
            }

            _runtime = Guid.Empty;
            EntityMonitor entity = follows ? _entity! : await LoadAsync(plan, head.Previous > 0).ConfigureAwait(true);
            entity = Succeed(entity, plan);
            if (ReferenceEquals(entity.Plan, plan))
            {
                await JudgeAsync(rows, entity).ConfigureAwait(true);
                if (RuntimeMeter.FollowsModelAges && entity.ModelAge is long age)
                {
                    RuntimeMeter.RecordModelAge(plan.Definition.Name, age);
                }
            }
            else
            {
                RefuseSchema(rows, entity);
            }

            (_runtime, _last) = (head.Runtime, head.Number);
            return rows.AnswerWith(RowsStatus.Judged);
        }
        finally
        {
            rows.End();
        }
    }

    public ValueTask<EntitySample?> SampleAsync(ulong schema, int maxRows)
    {
        if (_entity is null)
        {
            return ValueTask.FromResult<EntitySample?>(null);
        }

        if (!ReferenceEquals(_entity.Plan, _silo.PlanOf(schema, null)))
        {
            return ValueTask.FromResult<EntitySample?>(new EntitySample { HasOtherChannels = true });
        }

        (float[] rows, bool[] excluded) = _entity.History.Copy(maxRows);
        return ValueTask.FromResult<EntitySample?>(new EntitySample
        {
            LastEventTime = _entity.LastEventTime,
            HasModel = _entity.Own is not null,
            Rows = MemoryMarshal.AsBytes(rows.AsSpan()).ToArray(),
            Excluded = excluded,
        });
    }

    public Task LeaveAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    private async ValueTask<EntityMonitor> LoadAsync(MonitorPlan plan, bool mustBeStored)
    {
        Drop();
        EntityMonitor? stored = await _silo.LoadAsync(_key).ConfigureAwait(true);
        if (stored is null && mustBeStored && !_silo.HasStore)
        {
            throw new InvalidOperationException(
                $"Entity {_key} of monitor {plan.Definition.Name} is not in memory any more and no store has it; a cluster needs a store.");
        }

        _entity = stored ?? new EntityMonitor(plan, _key);
        _silo.Enter(_entity);
        return _entity;
    }

    /// <summary>The entity as the monitor is now, where it was edited since the entity was stored.</summary>
    private EntityMonitor Succeed(EntityMonitor entity, MonitorPlan plan)
    {
        if (ReferenceEquals(entity.Plan, plan) || !_silo.Plans.IsFormer(entity.Plan))
        {
            return entity;
        }

        _silo.Leave(entity);
        _entity = EntityMonitor.Succeed(plan, entity);
        _silo.Enter(_entity);
        return _entity;
    }

    /// <summary>Rows up to the next training or the limit of a scorer call, one such run after the other.</summary>
    private async ValueTask JudgeAsync(EntityRows rows, EntityMonitor entity)
    {
        RowsOptions options = rows.Head.Options;
        bool trains = (options & (RowsOptions.TrainsInline | RowsOptions.TrainsInBackground)) != 0;
        bool explains = (options & RowsOptions.ExplainsAll) != 0;
        while (_trained.TryDequeue(out TrainingResult? result))
        {
            Finish(rows, 0, entity, result);
        }

        RequestSet requests = _silo.Requests.Current;
        if (!requests.IsEmpty && requests.Concern(entity))
        {
            ApplyRequests(rows, requests, entity);
        }

        int done = 0;
        while (done < rows.Count)
        {
            if (trains && entity.IsTrainingDue(rows.TimeOf(done)))
            {
                await TrainAsync(rows, done, entity).ConfigureAwait(true);
            }

            if (entity.Predecessor is not null && entity.IsReadyToTakeOver)
            {
                entity.TakeOver();
            }

            EntityScoring scoring = _silo.ScoringOf((entity.Predecessor ?? entity).Plan);
            PreparedRun run = scoring.Prepare(rows, done, entity, trains);
            if (run.Ticket.Batch is not null)
            {
                await run.Ticket.Batch.Scored.ConfigureAwait(true);
            }

            scoring.Judge(rows, done, entity, run, explains);
            done += run.Count;
        }

        if ((options & RowsOptions.NeedsState) != 0)
        {
            rows.AddState(entity);
        }
    }

    private async ValueTask TrainAsync(EntityRows rows, int row, EntityMonitor entity)
    {
        TrainingRequest request = entity.BeginTraining();
        if ((rows.Head.Options & RowsOptions.TrainsInline) != 0)
        {
            // Not on a thread of the grains: it takes long.
            TrainingResult result = await Task.Factory.StartNew(
                () => TrainingWorker.Run(request, _silo.Scorer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(true);
            Finish(rows, row, entity, result);
        }
        else
        {
            _silo.Trainer.Enqueue(new PendingTraining(request, result => OnTrained(entity, result)));
        }
    }

    /// <summary>On the worker's thread. Where the entity was dropped meanwhile, what was trained belongs to a past that did not happen.</summary>
    private void OnTrained(EntityMonitor entity, TrainingResult result)
    {
        if (ReferenceEquals(Volatile.Read(ref _entity), entity))
        {
            _trained.Enqueue(result);
        }
    }

    /// <param name="row">The first that finds what the training left.</param>
    private static void Finish(EntityRows rows, int row, EntityMonitor entity, TrainingResult result)
    {
        int before = entity.OwnVersion;
        TrainingResult worth = entity.CompleteTraining(result);
        rows.AddTraining(row, worth, entity.Observations, before, entity.FailedTrainings);
    }

    private static void ApplyRequests(EntityRows rows, RequestSet requests, EntityMonitor entity)
    {
        foreach (DeliveredRequest delivered in requests.For(entity))
        {
            int before = entity.OwnVersion;
            if (entity.Apply(delivered) is RequestOutcome outcome)
            {
                rows.AddRequest(outcome, entity.OwnVersion == before ? null : delivered.Model, before);
            }
        }
    }

    private static void RefuseSchema(EntityRows rows, EntityMonitor entity)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            Refusal refusal = Refusals.OfSchema(entity);
            rows.Refuse(row, refusal.Reason, refusal.Detail);
            rows.VerdictAt(row) = Refusals.VerdictOfSchema(entity, rows.TimeOf(row));
        }
    }

    private void Drop()
    {
        if (_entity is EntityMonitor entity)
        {
            _silo.Leave(entity);
            entity.Leave();
            _entity = null;
        }

        _trained.Clear();
    }
}
