using System.Diagnostics;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Sinks;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Runtime;

/// <summary>
/// One batch of observations on its way from source to commit, with everything it caused. Reused: whoever keeps something copies it before
/// <see cref="Release"/>.
/// </summary>
public sealed class Poll
{
    private readonly MonitorRuntime _owner;
    private readonly ShardPart[] _parts;
    private readonly Lock _gate = new();

    // Null until a part is judged.
    private JudgingBuffers? _buffers;

    // By place, not by row: what one shard writes lies together, or two shards would wait for each other's cache lines.
    private Verdict[] _verdicts = [];
    private int[] _places = [];
    private readonly List<RecordBuffer> _records = [];
    private int _pending;
    private TaskCompletionSource _completion = NewCompletion();
    private TaskCompletionSource _handedOver = NewCompletion();

    internal Poll(MonitorRuntime owner, Schema schema, int shards)
    {
        _owner = owner;
        Batch = new ObservationBatch(schema);
        Rows = owner.Options.KeepRows == KeptRows.None ? null : new RowCapture(owner.Options.KeepRows);
        var parts = new ShardPart[shards];
        for (int s = 0; s < shards; s++)
        {
            parts[s] = new ShardPart();
        }

        _parts = parts;
    }

    /// <summary>In the order of dispatch, from 1; 0 before it.</summary>
    internal long Number { get; set; }

    /// <summary>It comes again from the pool; else it is the rest of one that was split, and used once.</summary>
    internal bool IsPooled { get; init; } = true;

    /// <summary>Its source went to another owner before it was committed: it had no effect.</summary>
    public bool IsLost { get; private set; }

    /// <summary>The partition it was read from.</summary>
    public string Source { get; internal set; } = string.Empty;

    public ObservationBatch Batch { get; }

    public PlanSet Plans => _owner.Plans;

    /// <summary>Where the monitor stood when it was first seen as it is defined now.</summary>
    public CohortOrigin Origin => _owner.Origin;

    /// <summary>The plan of the batch's channels.</summary>
    public MonitorPlan Plan { get; internal set; } = null!;

    /// <summary>One for every row of the batch, in its order.</summary>
    public VerdictList Verdicts => new(_verdicts, _places.AsSpan(0, Batch.Count));

    /// <summary>What the models made of the rows; null unless <see cref="RuntimeOptions.KeepRows"/> asks for it.</summary>
    public RowCapture? Rows { get; }

    public IReadOnlyList<ShardPart> Parts => _parts;

    internal ReadOnlySpan<ShardPart> ShardParts => _parts;

    /// <summary>The cohort's model that the poll's first row found; null where there was none.</summary>
    public EntityModel? CohortAtStart { get; internal set; }

    /// <summary>The cohort models that came into use before this poll's first row and after the last of the poll before, in order.</summary>
    public List<ModelPromotion> CohortPromotions { get; } = [];

    /// <summary>The cohort model in use from this poll on where it was not before, else null.</summary>
    public ModelPromotion? CohortPromotion => CohortPromotions.Count == 0 ? null : CohortPromotions[^1];

    /// <summary>
    /// Messages that become durable with the poll, and then go to their sinks: one buffer a sink. The source adds dead letters before it
    /// dispatches the poll; the committer adds verdicts and rows.
    /// </summary>
    public IReadOnlyList<RecordBuffer> Records => _records;

    /// <summary>The monitor's own state after this poll.</summary>
    public MonitorProgress Progress { get; internal set; }

    /// <summary>When it was dispatched, as <see cref="Stopwatch.GetTimestamp"/> tells; so the following.</summary>
    public long TakenAt { get; private set; }

    /// <summary>When its last row was judged.</summary>
    public long JudgedAt { get; private set; }

    /// <summary>When the transaction began that made it durable.</summary>
    public long CommitBeganAt { get; internal set; }

    /// <summary>Every row was judged.</summary>
    internal Task Completion => _completion.Task;

    /// <summary>Set once the committer accepted the poll. Taken before that: afterwards the poll may be in use again.</summary>
    internal TaskCompletionSource HandedOver => _handedOver;

    /// <summary>Where to add messages for a sink.</summary>
    public RecordBuffer RecordsFor(string sink)
    {
        foreach (RecordBuffer buffer in _records)
        {
            if (buffer.Sink == sink)
            {
                return buffer;
            }
        }

        var added = new RecordBuffer(sink);
        _records.Add(added);
        return added;
    }

    /// <summary>Tells the runtime that the poll's source has another owner: nothing of the poll was committed. Before <see cref="Release"/>.</summary>
    public void MarkLost()
    {
        IsLost = true;
        _owner.SourceLost?.Invoke(Source);
    }

    /// <summary>Back to the pool.</summary>
    public void Release()
    {
        foreach (RecordBuffer buffer in _records)
        {
            buffer.Clear();
        }

        if (_buffers is JudgingBuffers buffers)
        {
            _buffers = null;
            _owner.Buffers.Push(buffers);
        }

        _owner.Return(this);
    }

    internal void Begin(int holds)
    {
        if (_places.Length < Batch.Count)
        {
            _places = new int[Batch.Count];
        }

        foreach (ShardPart part in _parts)
        {
            part.Clear();
        }

        Rows?.Begin(Plan, Batch.Count);
        CohortPromotions.Clear();
        IsLost = false;
        TakenAt = Stopwatch.GetTimestamp();
        _pending = holds;
        _completion = NewCompletion();
        _handedOver = NewCompletion();
    }

    /// <summary>The verdict at a place, for its shard to write.</summary>
    internal ref Verdict VerdictAt(int place) => ref _verdicts[place];

    /// <summary>A row becomes a dead letter.</summary>
    internal void Refuse(int row, DeadLetterReason reason, string detail) => _owner.Refuse(this, row, reason, detail);

    /// <summary>The rows were given to the parts, which begin: each ends with <see cref="CompletePart"/>, or the poll fails.</summary>
    internal void BeginParts()
    {
        int place = 0;
        int[] places = _places;
        foreach (ShardPart part in _parts)
        {
            part.FirstPlace = place;
            foreach (int row in part.Rows.AsSpan(0, part.RowCount))
            {
                places[row] = place++;
            }
        }

        Interlocked.Add(ref _pending, _parts.Length);
    }

    /// <summary>A part is about to be judged: there is room for verdicts and states from here on.</summary>
    internal void BeginJudging()
    {
        lock (_gate)
        {
            if (_buffers is not null)
            {
                return;
            }

            _buffers = _owner.Buffers.TryPop(out JudgingBuffers? free) ? free : new JudgingBuffers(_parts.Length);
            _buffers.Begin(Batch.Count);
            _verdicts = _buffers.Verdicts;
            for (int s = 0; s < _parts.Length; s++)
            {
                _parts[s].States = _buffers.States[s];
            }
        }
    }

    internal void CompletePart() => ReleaseHold();

    internal void ReleaseHold()
    {
        if (Interlocked.Decrement(ref _pending) == 0)
        {
            JudgedAt = Stopwatch.GetTimestamp();
            _completion.TrySetResult();
        }
    }

    /// <summary>
    /// The rows will not all be judged. Whoever waits for the handing over hears of it in its turn, once the polls before are handed over.
    /// </summary>
    internal void Fail(Exception error) => _completion.TrySetException(error);

    private static TaskCompletionSource NewCompletion() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
