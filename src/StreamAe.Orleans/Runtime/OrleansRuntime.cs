using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Orleans.Grains;
using StreamAe.Orleans.Silos;
using StreamAe.Orleans.Wire;

namespace StreamAe.Orleans.Runtime;

/// <summary>
/// One monitor in one process of a cluster: what this process reads, judged by the entities' grains wherever they are, and committed from
/// here. A poll is one call to the grain of each of its entities; several polls are under way at once. Every effect is committed by who owns
/// the source, so a grain that lives twice for a moment, or a process that wakes late, can do no harm.
/// </summary>
internal sealed class OrleansRuntime : MonitorRuntime
{
    // Measured: with many more, polls stay small, and a call costs the same whatever it carries; with fewer, one call that is stuck would hold
    // every poll up.
    private static readonly int BusyCalls = 8 * Environment.ProcessorCount;

    private readonly SiloMonitor _silo;
    private readonly IGrainFactory _grains;
    private readonly RetriedCalls _retried;
    private readonly CohortAgreement _cohort;
    private readonly ILogger _logger;
    private readonly Guid _id = Guid.NewGuid();
    private readonly CancellationTokenSource _stop;
    private readonly EntityGroups _groups = new();
    private readonly SentEntities _sent = new();
    private readonly PollsUnderWay _judging = new();

    private int[] _rows = [];
    private long _sentCalls;
    private long _remoteCalls;
    private int _callsUnderWay;

    public OrleansRuntime(SiloMonitor silo, IGrainFactory grains, ICommitter committer, IDeadLetterSink deadLetters, RuntimeOptions options, ILogger logger)
        : base(silo.Plans, silo.Scorer, committer, deadLetters, options, parts: 1)
    {
        _silo = silo;
        silo.Requests = Requests;
        _grains = grains;
        _logger = logger;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(Faulted);
        _retried = new RetriedCalls(silo.Name, logger);
        _cohort = new CohortAgreement(_id, silo, grains.GetGrain<IMonitorGrain>(silo.Name), _retried);
    }

    public override int TrainingBacklog => _silo.TrainingBacklog;

    /// <summary>Of this process' silo.</summary>
    public override IEnumerable<EntityMonitor> Entities => _silo.Entities;

    public override int EntitiesInMemory => _silo.EntityCount;

    public override bool PrefersLargePolls => true;

    public override bool IsBusy => Volatile.Read(ref _callsUnderWay) >= BusyCalls;

    public override RuntimeCounters Counters => new(Volatile.Read(ref _sentCalls), Volatile.Read(ref _remoteCalls), _silo.Batches.Calls, _silo.Batches.Rows)
    {
        Arrived = _silo.Moved.Arrived,
        Left = _silo.Moved.Left,
    };

    internal override void Post(Poll poll)
    {
        int count = poll.Batch.Count;
        if (_rows.Length < count)
        {
            _rows = new int[Math.Max(count, 2 * _rows.Length)];
        }

        for (int i = 0; i < count; i++)
        {
            _rows[i] = i;
        }

        // The rows of an entity side by side, and their verdicts with them.
        ShardPart part = poll.Parts[0];
        _groups.Take(poll.Batch.Entities, _rows.AsSpan(0, count), Plans.Directory.Count);
        for (int g = 0; g < _groups.Count; g++)
        {
            for (int place = _groups[g].First; place != EntityGroups.None; place = _groups.Next(place))
            {
                part.AddRow(_rows[place]);
            }
        }

        poll.BeginParts();
        poll.BeginJudging();
        Send(poll);
        _groups.Clear();
    }

    internal override Task AllJudgedAsync() => _judging.WaitAsync();

    internal override async ValueTask<Admission> AdmitAsync(Poll poll, CancellationToken cancellationToken)
    {
        CohortAdmission admission = await _cohort.AdmitAsync(poll.Number, poll.Batch.Count, cancellationToken).ConfigureAwait(false);
        if (admission.CohortVersion > Progress.CohortVersion)
        {
            foreach (MonitorPlan plan in Plans.All)
            {
                await _cohort.FollowAsync(plan, admission.CohortVersion, cancellationToken).ConfigureAwait(false);
            }
        }

        Progress = Progress with { NextCohortTraining = admission.NextTraining, CohortVersion = admission.CohortVersion };
        return new Admission(admission.Rows, admission.TrainsCohort);
    }

    internal override async ValueTask<CohortSample> SampleCohortAsync(MonitorPlan plan, CancellationToken cancellationToken)
    {
        using IDisposable known = _cohort.StayKnown();
        await _cohort.AwaitOthersAsync(cancellationToken).ConfigureAwait(false);

        // What other runtimes read is durable by now, and of this one's what the store lacks is in the grains.
        Dictionary<string, EntitySample> inGrains = await SampleGrainsAsync(plan, cancellationToken).ConfigureAwait(false);
        CohortSample sample = Begin();
        if (_silo.Store is MonitorStore store)
        {
            await store.Loader.ReadAllAsync(
                () =>
                {
                    sample = Begin();
                    return entity =>
                    {
                        if (!inGrains.ContainsKey(entity.Key))
                        {
                            sample.Add(entity);
                        }
                    };
                },
                cancellationToken).ConfigureAwait(false);
        }

        return sample;

        CohortSample Begin()
        {
            var begun = new CohortSample(plan);
            foreach ((string key, EntitySample member) in inGrains.Where(m => !m.Value.HasOtherChannels))
            {
                begun.Add(key, member.LastEventTime, member.HasModel, member.Newest);
            }

            return begun;
        }
    }

    internal override ValueTask AnnounceCohortAsync(MonitorPlan plan, CancellationToken cancellationToken) =>
        _cohort.AnnounceAsync(plan, Progress, cancellationToken);

    internal override void OnDurable(Poll poll) => _cohort.Settle(poll.Number);

    /// <summary>
    /// The source's next rows follow none: entities that took in what had no effect begin again from the store. Those of this silo are gone
    /// before the source is: a call that meets a grain on its way out makes it anew beside that grain, not beside who called.
    /// </summary>
    private protected override Task Forget(string source)
    {
        var leaving = new List<Task>();
        foreach (int entity in _sent.RemoveAllOf(source))
        {
            if (_silo.FindActivation(Plans.Directory.KeyOf(entity)) is IGrainContext here)
            {
                here.Deactivate(new DeactivationReason(DeactivationReasonCode.ApplicationRequested, "Its source has another owner."));
                leaving.Add(here.Deactivated);
            }
            else
            {
                _ = GrainOf(entity).LeaveAsync();
            }
        }

        return Task.WhenAll(leaving);
    }

    private protected override Task StopJudgingAsync()
    {
        // Nothing is posted any more; calls that still wait for an answer are of polls that failed.
        return _stop.CancelAsync();
    }

    private protected override void StopTraining()
    {
    }

    private void Send(Poll poll)
    {
        var calls = new PollCalls(poll, _groups.Count, _judging);
        ulong schema = _silo.HashOf(poll.Plan);
        int cohort = poll.Plan.Cohort?.Model.Version ?? 0;
        RowsOptions options = OptionsNow();
        long durable = DurablePoll;
        int place = 0;
        _sent.Grow(Plans.Directory.Count);
        for (int g = 0; g < _groups.Count; g++)
        {
            int entity = _groups[g].Entity;
            int rows = _groups[g].Rows;

            long previous = _sent.Next(entity, poll.Number, poll.Source);
            var head = new RowsHead(_id, poll.Number, previous, previous <= durable, schema, cohort, options);
            _sent.SetCall(entity, SendAsync(calls, entity, _sent.CallOf(entity), head, place, rows));
            place += rows;
        }

        Interlocked.Add(ref _sentCalls, _groups.Count);
        Interlocked.Add(ref _callsUnderWay, _groups.Count);
    }

    /// <summary>One entity's rows until they are judged, whatever becomes of silos on the way.</summary>
    /// <param name="before">The entity's call before: calls that find their grain on its way into memory may overtake each other.</param>
    private async Task SendAsync(PollCalls calls, int entity, Task before, RowsHead head, int place, int count)
    {
        try
        {
            if (!before.IsCompleted)
            {
                await before.ConfigureAwait(false);
            }

            var pause = default(RetryPause);
            bool sendsChannels = false;
            while (true)
            {
                var rows = new PollRows(head, calls.Poll, entity, place, count, sendsChannels);
                try
                {
                    EntityAnswer answer = await GrainOf(entity).JudgeAsync(new EntityCall(rows)).ConfigureAwait(false);
                    if (answer.Status == RowsStatus.Judged)
                    {
                        if (answer.JudgedBytes is byte[] judged)
                        {
                            rows.Take(judged);
                            Interlocked.Increment(ref _remoteCalls);
                        }

                        calls.End();
                        return;
                    }

                    sendsChannels |= answer.Status == RowsStatus.NeedsSchema;
                    if (answer.Status == RowsStatus.Stale)
                    {
                        await AwaitDurableAsync(head.Previous).ConfigureAwait(false);
                    }
                    else if (answer.Status == RowsStatus.NeedsCohort)
                    {
                        _cohort.Remind(calls.Poll.Plan, Progress);
                        await Task.Delay(pause.Next(), _stop.Token).ConfigureAwait(false);
                    }
                }
                catch (Exception error) when (CallErrors.AreOfTheWay(error))
                {
                    if (!rows.TryAbandon())
                    {
                        // A grain of this silo is at it: it ends, and what it wrote counts.
                        await rows.AwaitEndAsync().ConfigureAwait(false);
                        if (rows.IsJudged)
                        {
                            calls.End();
                            return;
                        }

                        if (!rows.IsUntouched)
                        {
                            throw new InvalidOperationException($"An entity's rows were left half judged: {error.Message}", error);
                        }
                    }

                    LogRetry(error, entity);
                    _cohort.Remind(calls.Poll.Plan, Progress);
                    await Task.Delay(pause.Next(), _stop.Token).ConfigureAwait(false);
                }

                head = head with { IsPreviousDurable = head.Previous <= DurablePoll };
            }
        }
#pragma warning disable CA1031 // A fault of ours stops the runtime loudly, with the poll unconfirmed: it will be read again.
        catch (Exception error)
        {
            calls.Fail(error);
        }
        finally
        {
            Interlocked.Decrement(ref _callsUnderWay);
        }
#pragma warning restore CA1031
    }

    /// <summary>Waits until the store has what a poll left. It is an earlier one, all of whose rows are with grains: it needs nothing of who waits.</summary>
    private async Task AwaitDurableAsync(long poll)
    {
        while (DurablePoll < poll)
        {
            await Task.Delay(1, _stop.Token).ConfigureAwait(false);
        }
    }

    private void LogRetry(Exception error, int entity)
    {
        string key = Plans.Directory.KeyOf(entity);
        OrleansLog.Retry(_logger, error, Plans.Definition.Name, key);
    }

    private async Task<Dictionary<string, EntitySample>> SampleGrainsAsync(MonitorPlan plan, CancellationToken cancellationToken)
    {
        ulong schema = _silo.HashOf(plan);
        int maxRows = plan.Definition.Cohort.MaxRows;
        long durable = _silo.HasStore ? DurablePoll : -1;
        var found = new Dictionary<string, EntitySample>(StringComparer.Ordinal);
        foreach (int[] some in _sent.After(durable).Chunk(500))
        {
            EntitySample?[] samples = await Task.WhenAll(some.Select(
                e => _retried.UntilReachedAsync(Plans.Directory.KeyOf(e), () => GrainOf(e).SampleAsync(schema, maxRows), cancellationToken).AsTask())).ConfigureAwait(false);
            for (int i = 0; i < some.Length; i++)
            {
                if (samples[i] is EntitySample sample)
                {
                    found[Plans.Directory.KeyOf(some[i])] = sample;
                }
                else if (_silo.HasStore)
                {
                    // It left before the store had all of it; soon the store has.
                    await AwaitDurableAsync(_sent.LastOf(some[i])).ConfigureAwait(false);
                }
            }
        }

        return found;
    }

    private IEntityGrain GrainOf(int entity) =>
        _sent.GrainOf(entity) ?? _sent.SetGrain(entity, _grains.GetGrain<IEntityGrain>(EntityGrainKey.Of(_silo.Name, Plans.Directory.KeyOf(entity))));

    private RowsOptions OptionsNow()
    {
        RowsOptions options = Options.ExplainAll ? RowsOptions.ExplainsAll : RowsOptions.None;
        if (TrainsNow)
        {
            options |= Options.Training == TrainingMode.Inline ? RowsOptions.TrainsInline : RowsOptions.TrainsInBackground;
        }

        return NeedsState ? options | RowsOptions.NeedsState : options;
    }
}
