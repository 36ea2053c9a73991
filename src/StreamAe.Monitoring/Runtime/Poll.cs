using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// One batch of observations on its way from source to commit, with everything it caused. Reused: whoever keeps something copies it before
/// <see cref="Release"/>.
/// </summary>
public sealed class Poll
{
    private readonly LocalRuntime _owner;
    private int _pending;
    private int _segmentPending;
    private TaskCompletionSource _completion = NewCompletion();
    private TaskCompletionSource _segment = NewCompletion();
    private TaskCompletionSource _handedOver = NewCompletion();

    internal Poll(LocalRuntime owner, Schema schema, int shards)
    {
        _owner = owner;
        Batch = new ObservationBatch(schema);
        var parts = new ShardPart[shards];
        for (int s = 0; s < shards; s++)
        {
            parts[s] = new ShardPart();
        }

        Parts = parts;
    }

    /// <summary>The partition it was read from.</summary>
    public string Source { get; internal set; } = string.Empty;

    public ObservationBatch Batch { get; }

    public PlanSet Plans => _owner.Plans;

    /// <summary>The plan of the batch's channels.</summary>
    public MonitorPlan Plan { get; internal set; } = null!;

    /// <summary>One for every row of the batch, in its order.</summary>
    public Span<Verdict> Verdicts => VerdictArray.AsSpan(0, Batch.Count);

    public IReadOnlyList<ShardPart> Parts { get; }

    /// <summary>The cohort models that came into use within this poll, in order; a large poll may hold several.</summary>
    public List<ModelPromotion> CohortPromotions { get; } = [];

    /// <summary>The cohort model in use after this poll where it came into use within it, else null.</summary>
    public ModelPromotion? CohortPromotion => CohortPromotions.Count == 0 ? null : CohortPromotions[^1];

    /// <summary>The monitor's own state after this poll.</summary>
    public MonitorProgress Progress { get; internal set; }

    internal Verdict[] VerdictArray { get; private set; } = [];

    /// <summary>Every row was judged.</summary>
    internal Task Completion => _completion.Task;

    /// <summary>The rows posted last were judged.</summary>
    internal Task SegmentCompletion => _segment.Task;

    /// <summary>Set once the committer accepted the poll. Taken before that: afterwards the poll may be in use again.</summary>
    internal TaskCompletionSource HandedOver => _handedOver;

    /// <summary>Back to the pool.</summary>
    public void Release() => _owner.Return(this);

    internal void Begin(int holds)
    {
        if (VerdictArray.Length < Batch.Count)
        {
            VerdictArray = new Verdict[Math.Max(Batch.Count, 256)];
        }

        foreach (ShardPart part in Parts)
        {
            part.Clear();
        }

        CohortPromotions.Clear();
        _pending = holds;
        _completion = NewCompletion();
        _handedOver = NewCompletion();
    }

    /// <summary>Some of the rows go to the shards: as many parts are awaited.</summary>
    internal void BeginSegment(int parts)
    {
        _segment = NewCompletion();
        _segmentPending = parts;
        Interlocked.Add(ref _pending, parts);
    }

    internal void CompletePart()
    {
        if (Interlocked.Decrement(ref _segmentPending) == 0)
        {
            _segment.SetResult();
        }

        ReleaseHold();
    }

    internal void ReleaseHold()
    {
        if (Interlocked.Decrement(ref _pending) == 0)
        {
            _completion.TrySetResult();
        }
    }

    /// <summary>
    /// The rows will not all be judged. Whoever waits for the handing over hears of it in its turn, once the polls before are handed over.
    /// </summary>
    internal void Fail(Exception error)
    {
        _segment.TrySetException(error);
        _completion.TrySetException(error);
    }

    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
