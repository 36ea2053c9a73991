using System.Collections.Concurrent;
using System.Threading.Channels;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Telemetry;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Vectors;
using Channel = System.Threading.Channels.Channel;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// One loop that owns a share of the entities: groups a poll's rows by entity, prepares them, scores them in a few large calls, judges
/// them in order. Single-threaded, so no event takes a lock.
/// </summary>
internal sealed class Shard
{
    // Entities between the steps in which memory is asked for ahead.
    private const int Ahead = 4;

    private readonly LocalRuntime _runtime;
    private readonly int _index;
    private readonly Channel<Poll> _work = Channel.CreateUnbounded<Poll>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentQueue<FinishedTraining> _finished = new();
    private readonly ScoringChunk _chunk;
    private readonly FormerChunks _former;
    private EntityMonitor?[] _entities = new EntityMonitor?[64];

    private readonly EntityGroups _groups = new();

    public Shard(LocalRuntime runtime, int index)
    {
        _runtime = runtime;
        _index = index;
        _chunk = new ScoringChunk(runtime.Options.ScoreBatchRows);
        _former = new FormerChunks(runtime.Options.ScoreBatchRows);
    }

    public void Post(Poll poll) => _work.Writer.TryWrite(poll);

    public void Complete() => _work.Writer.TryComplete();

    /// <summary>The shard's entities. Only while the shard is idle.</summary>
    public IEnumerable<EntityMonitor> Entities => _entities.OfType<EntityMonitor>();

    public EntityMonitor? Find(int entity) => entity < _entities.Length ? _entities[entity] : null;

    /// <summary>Takes an entity out of memory.</summary>
    public void Remove(int entity)
    {
        if (Find(entity) is EntityMonitor monitor)
        {
            _entities[entity] = null;
            monitor.Leave();
        }
    }

    public void Put(int entity, EntityMonitor monitor)
    {
        if (entity >= _entities.Length)
        {
            Array.Resize(ref _entities, Math.Max(entity + 1, _entities.Length * 2));
        }

        _entities[entity] = monitor;
    }

    public async Task RunAsync()
    {
        await foreach (Poll poll in _work.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                Process(poll);
                poll.CompletePart();
            }
#pragma warning disable CA1031 // A fault of ours stops the runtime loudly, with the poll unconfirmed: it will be read again.
            catch (Exception error)
            {
                poll.Fail(error);
            }
#pragma warning restore CA1031
        }
    }

    private void Process(Poll poll)
    {
        ShardPart part = poll.Parts[_index];
        poll.BeginJudging();
        MoveEntities(part, poll);
        _groups.Take(poll.Batch.Entities, part.Rows.AsSpan(0, part.RowCount), poll.Plans.Directory.Count);
        ApplyFinishedTrainings(part, poll);
        _chunk.Begin(poll, part, poll.Plan, _runtime.Options.ExplainAll);
        _former.Begin(poll);
        bool trains = _runtime.TrainsNow;
        RequestSet requests = _runtime.Requests.Current;
        for (int g = 0; g < _groups.Count; g++)
        {
            Prefetch(poll, part, g);
            ProcessGroup(poll, part, g, trains, requests);
            PrefetchModel(g);
        }

        Flush(part);
        FollowModelAge(poll);
        _groups.Clear();
    }

    /// <summary>Of one entity of the poll: all of them would cost each event something.</summary>
    private void FollowModelAge(Poll poll)
    {
        if (RuntimeMeter.FollowsModelAges && _groups.Count > 0 && Find(_groups[_groups.Count - 1].Entity)?.ModelAge is long age)
        {
            RuntimeMeter.RecordModelAge(poll.Plans.Definition.Name, age);
        }
    }

    /// <summary>Takes out who leaves and puts in who comes, as the dispatcher ordered. Who is here already stays as it is: it is newer.</summary>
    private void MoveEntities(ShardPart part, Poll poll)
    {
        foreach (int entity in part.Leaving)
        {
            EntityMonitor? monitor = Find(entity);

            // A training changes an entity between its rows: what it changed must be durable too.
            if (monitor is not null && (monitor.IsTraining || monitor.ChangedIn > _runtime.DurablePoll))
            {
                _runtime.Keep(entity, poll.Number);
            }
            else
            {
                Remove(entity);
            }
        }

        foreach ((int entity, EntityMonitor? monitor) in part.Arriving)
        {
            if (monitor is not null && Find(entity) is null)
            {
                Put(entity, monitor);
            }
            else
            {
                monitor?.Leave();
            }
        }

        part.Leaving.Clear();
        part.Arriving.Clear();
    }

    /// <summary>
    /// The memory of entities that come soon, in the steps of <see cref="EntityMonitor.Prefetch"/>, and of their first rows, which lie in
    /// the cache of the processor that read them.
    /// </summary>
    private void Prefetch(Poll poll, ShardPart part, int g)
    {
        if (g + (3 * Ahead) < _groups.Count)
        {
            ref readonly EntityGroups.Group far = ref _groups[g + (3 * Ahead)];
            CachePrefetch.Object(Find(far.Entity), EntityMonitor.Bytes);
            if (far.First != EntityGroups.None)
            {
                poll.Batch.Prefetch(part.Rows[far.First]);
            }
        }

        if (g + (2 * Ahead) < _groups.Count)
        {
            Find(_groups[g + (2 * Ahead)].Entity)?.Prefetch(0);
        }

        if (g + Ahead < _groups.Count)
        {
            Find(_groups[g + Ahead].Entity)?.Prefetch(1);
        }
    }

    /// <summary>
    /// The parameters of a model that is scored soon: after an entity was prepared, not before it with the rest. A processor waits where too much
    /// is asked for at once; so spread, an event took 4 % less.
    /// </summary>
    private void PrefetchModel(int g)
    {
        if (g + Ahead < _groups.Count)
        {
            Find(_groups[g + Ahead].Entity)?.PrefetchModel();
        }
    }

    private void Flush(ShardPart part)
    {
        StateBuffer? states = _runtime.NeedsState ? part.States : null;
        _chunk.Flush(_runtime.Scorer, states);
        _former.Flush(_runtime.Scorer, states);
    }

    /// <summary>Writes out an entity no row of which was prepared, in its turn.</summary>
    private void Capture(ShardPart part, int entity, EntityMonitor monitor)
    {
        Flush(part);
        if (_runtime.NeedsState)
        {
            part.States.Add(entity, monitor);
        }
    }

    private void ProcessGroup(Poll poll, ShardPart part, int g, bool trains, RequestSet requests)
    {
        EntityGroups.Group group = _groups[g];
        EntityMonitor monitor = Find(group.Entity) ?? Create(poll, group.Entity);
        if (!ReferenceEquals(monitor.Plan, poll.Plan))
        {
            if (!poll.Plans.IsFormer(monitor.Plan))
            {
                RefuseSchema(poll, part, group, monitor);
                Capture(part, group.Entity, monitor);
                return;
            }

            // The monitor was edited since the entity was stored.
            monitor = EntityMonitor.Succeed(poll.Plan, monitor);
            Put(group.Entity, monitor);
        }

        if (group.First == EntityGroups.None)
        {
            Capture(part, group.Entity, monitor);
            return;
        }

        if (_runtime.HasOwnedSources)
        {
            monitor.Source = poll.Source;
        }

        if (!requests.IsEmpty && requests.Concern(monitor))
        {
            Flush(part);
            ApplyRequests(requests, monitor, group.Entity, part, poll.Batch.PositionOf(part.Rows[group.First]));
        }

        bool hasPredecessor = monitor.Predecessor is not null;
        IModelSchedule? schedule = _runtime.Options.Schedule;
        for (int place = group.First; place != EntityGroups.None; place = _groups.Next(place))
        {
            int row = part.Rows[place];
            long time = poll.Batch.EventTimeOf(row);
            if (trains && monitor.AwaitsVerdicts)
            {
                Flush(part);
            }

            if (trains && monitor.IsTrainingDue(time))
            {
                Flush(part);
                Train(monitor, group.Entity, part, poll.Batch.PositionOf(row));
            }

            if (schedule?.Due(monitor, group.Entity, poll.Source, poll.Batch.PositionOf(row)) is EntityModel due)
            {
                Flush(part);
                part.Promotions.Add(Promote(monitor, group.Entity, due, poll.Batch.PositionOf(row)));
            }

            if (hasPredecessor && monitor.IsReadyToTakeOver)
            {
                Flush(part);
                monitor.TakeOver();
                hasPredecessor = false;
            }

            bool isLast = _groups.Next(place) == EntityGroups.None;
            PrepareStatus status = hasPredecessor
                ? _former.Prepare(part, _runtime.Options.ExplainAll, monitor, group.Entity, row, place, isLast, time, poll.Batch.ValuesOf(row))
                : _chunk.Prepare(monitor, group.Entity, row, place, isLast, time, poll.Batch.ValuesOf(row));
            if (status is PrepareStatus.Late or PrepareStatus.RepeatedTime && Refusals.OfTime(status, time, monitor.Key) is Refusal refusal)
            {
                _runtime.Refuse(poll, row, refusal.Reason, refusal.Detail);
            }

            if (_chunk.IsFull || (hasPredecessor && _former.AreFull))
            {
                Flush(part);
            }
        }
    }

    private EntityMonitor Create(Poll poll, int entity)
    {
        var monitor = new EntityMonitor(poll.Plan, poll.Plans.Directory.KeyOf(entity));
        Put(entity, monitor);
        return monitor;
    }

    private void RefuseSchema(Poll poll, ShardPart part, in EntityGroups.Group group, EntityMonitor monitor)
    {
        for (int place = group.First; place != EntityGroups.None; place = _groups.Next(place))
        {
            int row = part.Rows[place];
            Refusal refusal = Refusals.OfSchema(monitor);
            _runtime.Refuse(poll, row, refusal.Reason, refusal.Detail);
            ref Verdict verdict = ref poll.VerdictAt(part.FirstPlace + place);
            verdict = Refusals.VerdictOfSchema(monitor, poll.Batch.EventTimeOf(row));
            verdict.Entity = group.Entity;
            verdict.Position = poll.Batch.PositionOf(row);
        }
    }

    /// <param name="position">Of the row that finds the training due.</param>
    private void Train(EntityMonitor monitor, int entity, ShardPart part, long position)
    {
        TrainingRequest request = monitor.BeginTraining();
        if (_runtime.Options.Training == TrainingMode.Inline)
        {
            Finish(new FinishedTraining(entity, monitor, TrainingWorker.Run(request, _runtime.Scorer)), part, position);
        }
        else
        {
            _runtime.Trainer.Enqueue(
                new PendingTraining(request, result => _finished.Enqueue(new FinishedTraining(entity, monitor, result))));
        }
    }

    private void ApplyFinishedTrainings(ShardPart part, Poll poll)
    {
        long position = poll.Batch.Count > 0 ? poll.Batch.PositionOf(0) : poll.Batch.EndPosition;
        for (int left = _finished.Count; left > 0 && _finished.TryDequeue(out FinishedTraining? finished); left--)
        {
            if (!ReferenceEquals(Find(finished.Entity), finished.Monitor))
            {
                continue; // Its source went to another owner meanwhile: what was trained belongs to a past that did not happen.
            }

            if (finished.Monitor.Source is string source && source != poll.Source)
            {
                // What a poll writes stands or falls with the owner of its source: an entity changes with polls of its own source alone.
                _finished.Enqueue(finished);
                continue;
            }

            Finish(finished, part, position);
            finished.Monitor.ChangedIn = poll.Number;

            // Its state changed, though it may have no row in this poll.
            _groups.Ensure(finished.Entity);
        }
    }

    /// <param name="position">Of the poll's source: of the first row that finds what the training left.</param>
    private static void Finish(FinishedTraining finished, ShardPart part, long position)
    {
        EntityMonitor monitor = finished.Monitor;
        int before = monitor.OwnVersion;
        TrainingResult result = monitor.CompleteTraining(finished.Result);
        part.Trainings.Add(new TrainingEvent(monitor.Key, result, finished.Entity, monitor.FailedTrainings));
        if (result.Model is EntityModel model)
        {
            part.Promotions.Add(new ModelPromotion(finished.Entity, model, monitor.Observations, position, before));
        }
    }

    /// <param name="position">Of the entity's first row after them.</param>
    private static void ApplyRequests(RequestSet requests, EntityMonitor monitor, int entity, ShardPart part, long position)
    {
        foreach (DeliveredRequest delivered in requests.For(monitor))
        {
            int before = monitor.OwnVersion;
            if (monitor.Apply(delivered) is not RequestOutcome outcome)
            {
                continue;
            }

            part.Requests.Add(outcome);
            if (monitor.OwnVersion != before)
            {
                part.Promotions.Add(new ModelPromotion(entity, delivered.Model!, monitor.Observations, position, before, outcome.Sequence));
            }
        }
    }

    private static ModelPromotion Promote(EntityMonitor monitor, int entity, EntityModel model, long position)
    {
        int before = monitor.OwnVersion;
        monitor.Promote(model);
        return new ModelPromotion(entity, model, monitor.Observations, position, before);
    }
}
