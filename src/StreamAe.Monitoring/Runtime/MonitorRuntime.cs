using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Scoring;
using Channel = System.Threading.Channels.Channel;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// One monitor at work: takes polls from its sources in order, has their rows judged by whoever the runtime has for it, and hands each poll
/// to the committer in order once all of it was judged. Verdicts do not depend on where polls begin and end; the cohort's model, which needs
/// rows of many entities, is trained between two polls with nothing else under way: a poll that holds the row it is due at becomes two.
/// </summary>
public abstract partial class MonitorRuntime : IAsyncDisposable
{
    /// <summary>So long a source fills a poll up: there may be more for ever, and what keeps the runtime busy may be stuck.</summary>
    public static readonly TimeSpan LongestFill = TimeSpan.FromMilliseconds(500);

    private readonly ICommitter _committer;
    private readonly IDeadLetterSink _deadLetters;
    // Last in, first out: the poll used last still has its buffers in the cache.
    private readonly ConcurrentStack<Poll> _pool = new();

    // Never disposed: a committer gives its last polls back after the runtime has stopped. It holds nothing that needs disposal.
    private readonly SemaphoreSlim _free;
    private readonly Channel<Poll> _inFlight = Channel.CreateUnbounded<Poll>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Task _completionLoop;
    private readonly CancellationTokenSource _fault = new();
    private readonly int _parts;
    private readonly SemaphoreSlim _dispatching = new(1, 1);
    private readonly ConcurrentDictionary<string, PollsUnderWay> _sources = new(StringComparer.Ordinal);

    private long _dispatched;
    private long _durable;
    private volatile bool _isTrainingCohort;
    private MonitorProgress _progress;
    private CohortOrigin _origin;
    private Task _lastDispatched = Task.CompletedTask;
    private Task _lastHandedOver = Task.CompletedTask;

    /// <param name="parts">In how many parts the rows of a poll are judged.</param>
    private protected MonitorRuntime(
        PlanSet plans, IScorer scorer, ICommitter committer, IDeadLetterSink deadLetters, RuntimeOptions options, int parts)
    {
        ArgumentNullException.ThrowIfNull(plans);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Plans = plans;
        Scorer = scorer;
        Options = options;
        _committer = committer;
        _deadLetters = deadLetters;
        _progress = new MonitorProgress(0, plans.Definition.Cohort.MinRows, 0);
        _free = new SemaphoreSlim(options.PollsInFlight);
        var empty = new Schema([]);
        for (int i = 0; i < options.PollsInFlight; i++)
        {
            _pool.Push(new Poll(this, empty, parts));
        }

        _parts = parts;

        _completionLoop = Task.Run(CompleteInOrderAsync);
    }

    public PlanSet Plans { get; }

    public IScorer Scorer { get; }

    public RuntimeOptions Options { get; }

    /// <summary>Where operators' requests are put for the entities to find them.</summary>
    public RequestBoard Requests { get; } = new();

    public MonitorProgress Progress
    {
        get => _progress;
        private protected set => _progress = value;
    }

    /// <summary>While set, no training starts: a history is being read. Set it only while nothing is under way.</summary>
    public bool HoldsTraining { get; set; }

    /// <summary>The cohort's model is being trained, and every source waits for it: nothing is judged meanwhile.</summary>
    public bool IsTrainingCohort => _isTrainingCohort;

    /// <summary>The numbers of the poll that was taken last and of the last one whose effects are durable: while they differ, something is under way.
    /// From any thread.</summary>
    public (long Taken, long Durable) Polls => (Volatile.Read(ref _dispatched), DurablePoll);

    /// <summary>Trainings waiting for the worker.</summary>
    public abstract int TrainingBacklog { get; }

    /// <summary>The entities in the memory of this process, in no order. Only while nothing is under way.</summary>
    public abstract IEnumerable<EntityMonitor> Entities { get; }

    /// <summary>Entities in the memory of this process; nearly right at any time, and exact while nothing is under way.</summary>
    public abstract int EntitiesInMemory { get; }

    /// <summary>What models, rows and objects of <see cref="EntitiesInMemory"/> take, bytes; nearly right at any time.</summary>
    public long UsedBytes => Plans.UsedBytes + (EntitiesInMemory * EntityArrivals.ObjectBytes);

    /// <summary>A poll costs by its entities, not by its rows alone: a source that has more, or whose runtime <see cref="IsBusy"/>, fills it up.</summary>
    public virtual bool PrefersLargePolls => false;

    /// <summary>It judges as much as keeps it busy.</summary>
    public virtual bool IsBusy => false;

    /// <summary>What its work took so far; all zero where nobody counts it.</summary>
    public virtual RuntimeCounters Counters => default;

    internal bool NeedsState => _committer.NeedsState;

    /// <summary>Where the monitor stood when it was first seen as it is defined now.</summary>
    internal CohortOrigin Origin => _origin;

    internal bool TrainsNow => Options.Training != TrainingMode.Off && !HoldsTraining;

    /// <summary>
    /// Reads the sources to their ends, or until cancelled, and returns once everything read was handed to the committer. A fault of the
    /// runtime, the committer or one source ends all of it: a source without end would hide it for ever.
    /// </summary>
    public async Task RunAsync(IReadOnlyList<IObservationSource> sources, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(sources);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _fault.Token);
        Task reading = Task.WhenAll(sources.Select(source => ReadAsync(source, stop)));
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await DrainAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(false);
    }

    /// <summary>A free poll to fill and <see cref="DispatchAsync"/>; waits while all are under way: this is the back-pressure.</summary>
    public async ValueTask<Poll> RentAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _fault.Token);
        try
        {
            await _free.WaitAsync(either.Token).ConfigureAwait(false);
            return _pool.TryPop(out Poll? poll) ? poll : throw new UnreachableException("A poll is free for every count of the semaphore.");
        }
        catch (OperationCanceledException) when (_fault.IsCancellationRequested)
        {
            await _completionLoop.ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Gives a rented poll with a filled batch to the shards. Polls are applied in the order of these calls.</summary>
    public async ValueTask DispatchAsync(Poll poll, string source)
    {
        ArgumentNullException.ThrowIfNull(poll);
        await _dispatching.WaitAsync().ConfigureAwait(false);
        try
        {
            PollsUnderWay underWay = _sources.GetOrAdd(source, _ => new PollsUnderWay());
            Poll? rest = await DispatchNextAsync(poll, source, underWay, trainsCohort: false).ConfigureAwait(false);
            while (rest is not null)
            {
                rest = await DispatchNextAsync(rest, source, underWay, trainsCohort: true).ConfigureAwait(false);
            }
        }
        finally
        {
            _dispatching.Release();
        }
    }

    /// <summary>Waits until every dispatched poll was handed to the committer.</summary>
    public async Task DrainAsync()
    {
        await _dispatching.WaitAsync().ConfigureAwait(false);
        try
        {
            // Polls behind one that failed are never handed over; the loop that hands over says why.
            Task ended = await Task.WhenAny(_lastHandedOver, _completionLoop).ConfigureAwait(false);
            await ended.ConfigureAwait(false);
        }
        finally
        {
            _dispatching.Release();
        }
    }

    /// <summary>
    /// Waits until everything dispatched from a source is durable, or was passed over because the source has another owner. The caller
    /// dispatches nothing of it meanwhile.
    /// </summary>
    public async Task DrainAsync(string source)
    {
        if (_sources.TryGetValue(source, out PollsUnderWay? progress))
        {
            // A fault of the runtime ends the waiting: nothing more becomes durable then.
            Task ended = await Task.WhenAny(progress.WaitAsync(), _completionLoop).ConfigureAwait(false);
            await ended.ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The entities that a source fed last leave memory, and have left it then; their next observation finds them in the store. For a source
    /// that went to another owner; after <see cref="DrainAsync(string)"/>.
    /// </summary>
    public async Task ForgetAsync(string source)
    {
        Task leaving;
        await _dispatching.WaitAsync().ConfigureAwait(false);
        try
        {
            await AllJudgedAsync().ConfigureAwait(false);
            leaving = Forget(source);
        }
        finally
        {
            _dispatching.Release();
        }

        await leaving.ConfigureAwait(false);
    }

    /// <summary>Called when a commit finds that a source has another owner by now: nothing more of it may be dispatched until it is claimed
    /// again.</summary>
    public Action<string>? SourceLost { get; set; }

    /// <summary>Cancelled where nothing more can be committed.</summary>
    internal CancellationToken Faulted => _fault.Token;

    /// <summary>Everything up to this poll is durable.</summary>
    internal long DurablePoll => Volatile.Read(ref _durable);

    /// <summary>Puts the monitor's stored state back. Only before the first poll.</summary>
    /// <param name="origin">From where the cohort's trainings count.</param>
    public void Restore(MonitorProgress progress, CohortOrigin origin = default)
    {
        _progress = progress;
        _origin = origin;
    }

    public async ValueTask DisposeAsync()
    {
        await StopJudgingAsync().ConfigureAwait(false);
        _inFlight.Writer.TryComplete();

        // The committer may be disposed next: nothing may come to it after this. What went wrong was told to who waited for it.
        await _completionLoop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        StopTraining();
        _fault.Dispose();
        _dispatching.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Before the poll's rows are posted, in the order of the polls, and after any training of the cohort's model that comes first.</summary>
    internal virtual ValueTask PrepareAsync(Poll poll, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Has the poll's rows judged: gives them to its parts, then begins these. Every part then completes, or the poll fails.</summary>
    internal abstract void Post(Poll poll);

    /// <summary>Waits until every poll that was dispatched is judged. Where polls are judged in order, the last one tells of all.</summary>
    internal virtual Task AllJudgedAsync() => _lastDispatched;

    /// <summary>How many of a poll's rows, which come next, may be judged before the cohort's model is trained (again).</summary>
    internal virtual ValueTask<Admission> AdmitAsync(Poll poll, CancellationToken cancellationToken)
    {
        int rows = poll.Batch.Count;
        long left = Math.Max(0, _progress.NextCohortTraining - _progress.Observations);
        return ValueTask.FromResult(new Admission((int)Math.Min(rows, left), TrainsCohort: left <= rows));
    }

    /// <summary>Of every entity, whether in memory or not: what the cohort learns does not depend on who happens to be here. Only while nothing is
    /// under way.</summary>
    internal abstract ValueTask<CohortSample> SampleCohortAsync(MonitorPlan plan, CancellationToken cancellationToken);

    /// <summary>The cohort's training ended; its model, where it brought one, is in the plan.</summary>
    internal virtual ValueTask AnnounceCohortAsync(MonitorPlan plan, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The entities that a source fed last leave memory. Only while nothing is under way.</summary>
    /// <returns>Completes when they have left.</returns>
    private protected abstract Task Forget(string source);

    /// <summary>A poll is durable, or was passed over. From any thread.</summary>
    internal virtual void OnDurable(Poll poll)
    {
    }

    /// <summary>Ends the judging: everything that was posted is judged then.</summary>
    private protected abstract Task StopJudgingAsync();

    /// <summary>Ends the trainings under way. After the last commit.</summary>
    private protected abstract void StopTraining();

    /// <summary>Free ones, that which was used last on top.</summary>
    internal ConcurrentStack<JudgingBuffers> Buffers { get; } = new();

    internal void Return(Poll poll)
    {
        if (poll.Number > 0)
        {
            // Polls come back in order, but for those without effect: where one of them is, what lies before it was committed too.
            Volatile.Write(ref _durable, Math.Max(_durable, poll.Number));
            OnDurable(poll);
            poll.Number = 0;
            _sources[poll.Source].End();
        }

        if (poll.IsPooled)
        {
            _pool.Push(poll);
            _free.Release();
        }
    }

    internal void Refuse(Poll poll, int row, DeadLetterReason reason, string detail) =>
        _deadLetters.Add(new DeadLetter(poll.Source, poll.Batch.Positions[row], reason, detail, string.Empty));

    private async Task ReadAsync(IObservationSource source, CancellationTokenSource stop)
    {
        CancellationToken cancellationToken = stop.Token;
        bool more = true;
        while (more && !cancellationToken.IsCancellationRequested)
        {
            Poll? poll = null;
            try
            {
                poll = await RentAsync(cancellationToken).ConfigureAwait(false);
                more = await source.ReadAsync(poll.Batch, Options.PollRows, cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                poll?.Release();
                return;
            }
            catch
            {
                poll?.Release();
                await stop.CancelAsync().ConfigureAwait(false);
                throw;
            }

            if (poll.Batch.Count == 0)
            {
                poll.Release();
                continue;
            }

            int count = poll.Batch.Count;
            await DispatchAsync(poll, source.Name).ConfigureAwait(false);
            if (PrefersLargePolls && count < Options.PollRows)
            {
                await AwaitLeisureAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A source that hands over what it has, however little, has more the next time.</summary>
    private async ValueTask AwaitLeisureAsync(CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        while (IsBusy && !cancellationToken.IsCancellationRequested && Stopwatch.GetElapsedTime(start) < LongestFill)
        {
            await Task.Delay(1, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Has a poll judged, up to the row that the cohort's model is due at.</summary>
    /// <param name="trainsCohort">That model is due at the poll's first row.</param>
    /// <returns>A poll of the rows from that one on, counted among those of the source; null where it is not due within this one.</returns>
    private async ValueTask<Poll?> DispatchNextAsync(Poll poll, string source, PollsUnderWay underWay, bool trainsCohort)
    {
        try
        {
            poll.Source = source;
            poll.Plan = Plans.For(poll.Batch.Schema);
            poll.Begin(holds: 1);
            poll.Number = ++_dispatched;
            if (poll.IsPooled)
            {
                // Else it counts since it was cut off.
                underWay.Begin();
            }

            _inFlight.Writer.TryWrite(poll);
            Poll? rest = null;
            if (trainsCohort || IsCohortAwaited())
            {
                rest = await AwaitCohortAsync(poll, trainsCohort).ConfigureAwait(false);
                if (rest is not null)
                {
                    underWay.Begin();
                }
            }

            await PrepareAsync(poll, _fault.Token).ConfigureAwait(false);
            poll.CohortAtStart = poll.Plan.Cohort?.Model;
            int count = poll.Batch.Count;
            if (count > 0)
            {
                Post(poll);
                _progress = _progress with { Observations = _progress.Observations + count };
            }

            poll.Progress = _progress;
            _lastDispatched = poll.Completion;
            _lastHandedOver = poll.HandedOver.Task;
            poll.ReleaseHold();
            return rest;
        }
        catch (Exception error)
        {
            // It is in flight already: whoever waits for it must hear that it will not complete.
            poll.Fail(error);
            throw;
        }
    }

    private async Task CompleteInOrderAsync()
    {
        await foreach (Poll poll in _inFlight.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            TaskCompletionSource handedOver = poll.HandedOver;
            try
            {
                await poll.Completion.ConfigureAwait(false);
                await _committer.CommitAsync(poll, CancellationToken.None).ConfigureAwait(false);
                handedOver.TrySetResult();
            }
            catch (Exception error)
            {
                // Nothing after a poll that failed may be committed: its effects would skip it.
                handedOver.TrySetException(error);
                await _fault.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }
    }
}
