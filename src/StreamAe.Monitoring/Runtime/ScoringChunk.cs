using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Runtime;

/// <summary>Rows on their way through prepare → score → judge, in buffers that are reused.</summary>
internal sealed class ScoringChunk(int capacity)
{
    private readonly PendingRow[] _pending = new PendingRow[capacity];
    private readonly int[] _slots = new int[capacity];
    private readonly float[] _errors = new float[capacity];
    private readonly float[] _divergences = new float[capacity];
    private float[] _encoded = [];
    private float[] _matrix = [];
    private float[] _reconstructions = [];

    // Null where the monitor scores otherwise.
    private ProbabilityScores? _probabilities;
    private Poll _poll = null!;
    private ShardPart _part = null!;
    private MonitorPlan _plan = null!;
    private bool _explainAll;

    // Of the plan: the values of a row, as it lies in the poll, are its encoded features.
    private bool _isCopy;

    // The plan is not the poll's.
    private bool _isFormer;

    // Of the plan: floats of an encoded and of a scaled row.
    private int _features;
    private int _stride;
    private int _count;
    private int _scoreCount;

    public bool IsFull => _count == capacity;

    /// <param name="plan">Of the entities whose rows it takes: the poll's, or one from before the monitor was edited.</param>
    public void Begin(Poll poll, ShardPart part, MonitorPlan plan, bool explainAll)
    {
        _poll = poll;
        _part = part;
        _plan = plan;
        _explainAll = explainAll;
        _isFormer = plan != poll.Plan;
        _isCopy = _plan.Encoder.IsCopy && !_isFormer;
        _features = _plan.EncodedFloats;
        _stride = _plan.Architecture.RowStride;
        Ensure(ref _encoded, capacity * _features);
        Ensure(ref _matrix, capacity * _stride);
        Ensure(ref _reconstructions, capacity * _stride);
        if (_probabilities?.Plan != _plan)
        {
            _probabilities = ProbabilityScores.AreNeededBy(_plan) ? new ProbabilityScores(_plan, capacity) : null;
        }
    }

    /// <param name="isLast">See <see cref="PendingRow.IsLast"/>.</param>
    public PrepareStatus Prepare(
        EntityMonitor monitor, int entity, int row, int place, bool isLast, long eventTime, ReadOnlySpan<float> values)
    {
        Span<float> encoded = EncodedOf(_count);
        Span<float> scaled = _matrix.AsSpan(_scoreCount * _stride, _stride);
        ref PendingRow pending = ref _pending[_count];
        pending.Monitor = monitor;
        pending.Entity = entity;
        pending.Row = row;
        pending.Place = place;
        pending.IsLast = isLast;
        if (_isFormer)
        {
            pending.Prepared = monitor.Prepare(eventTime, values, encoded, scaled);
        }
        else
        {
            monitor.PrepareTo(out pending.Prepared, eventTime, values, encoded, scaled);
        }

        _count++;
        PrepareStatus status = pending.Prepared.Status;
        if (status == PrepareStatus.Ready)
        {
            int slot = pending.Prepared.Slot;
            _probabilities?.Set(
                _scoreCount, ProbabilityScores.NumberOf(monitor.Key, pending.Prepared.Sequence), _plan.Arena, slot, scaled, _isCopy ? values : encoded);
            _slots[_scoreCount++] = slot;
        }

        return status;
    }

    /// <summary>
    /// Scores and judges what was prepared. Entities whose last row is judged are written out at once, while they are near: later, the other
    /// entities of the chunk would have driven them out of the first-level cache.
    /// </summary>
    /// <param name="states">Null where nobody needs them.</param>
    public void Flush(IScorer scorer, StateBuffer? states)
    {
        if (_count == 0)
        {
            return;
        }

        if (_scoreCount > 0)
        {
            scorer.Score(
                _plan.Arena,
                new ScoreBatch(
                    _slots.AsSpan(0, _scoreCount), _matrix.AsSpan(0, _scoreCount * _stride), _reconstructions, _errors, _divergences));
            _probabilities?.Score(_plan.Arena, _slots.AsSpan(0, _scoreCount), _matrix.AsSpan(0, _scoreCount * _stride));
            (_isFormer ? null : _poll.Rows)?.Take(_pending.AsSpan(0, _count), _slots.AsSpan(0, _scoreCount), _matrix, _reconstructions, _encoded);
        }

        int scored = 0;
        for (int i = 0; i < _count; i++)
        {
            ref PendingRow pending = ref _pending[i];
            ref Verdict verdict = ref _poll.VerdictAt(_part.FirstPlace + pending.Place);
            verdict.Entity = pending.Entity;
            verdict.Position = _poll.Batch.PositionOf(pending.Row);
            Alert? alert;
            if (pending.Prepared.Status == PrepareStatus.Ready)
            {
                var row = new ScoredRow(
                    _isCopy ? _poll.Batch.ValuesOf(pending.Row) : EncodedOf(i),
                    _matrix.AsSpan(scored * _stride, _stride),
                    _reconstructions.AsSpan(scored * _stride, _stride),
                    _errors[scored],
                    _divergences[scored],
                    _probabilities is null ? 0 : _probabilities.Scores[scored]);
                alert = pending.Monitor.Judge(pending.Prepared, row, _explainAll, ref verdict);
                scored++;
            }
            else
            {
                alert = pending.Monitor.JudgeUnscored(pending.Prepared, _isCopy ? _poll.Batch.ValuesOf(pending.Row) : EncodedOf(i), ref verdict);
            }

            if (_isFormer)
            {
                MarkFormer(ref verdict);
            }

            if (alert is not null)
            {
                _part.Alerts.Add(alert);
            }

            if (pending.IsLast)
            {
                states?.Add(pending.Entity, pending.Monitor);
            }
        }

        _count = _scoreCount = 0;
    }

    /// <summary>Features are named by their place, and these are of another plan than the poll's: the alert names them.</summary>
    public static void MarkFormer(ref Verdict verdict)
    {
        verdict.Top = TopFeatures.None;
        verdict.Flags |= VerdictFlags.Former;
    }

    private Span<float> EncodedOf(int i) => _isCopy ? [] : _encoded.AsSpan(i * _features, _features);

    private static void Ensure(ref float[] buffer, int floats)
    {
        if (buffer.Length < floats)
        {
            buffer = new float[floats];
        }
    }
}
