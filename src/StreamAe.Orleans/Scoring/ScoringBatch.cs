using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Orleans.Scoring;

/// <summary>The rows of one scorer call, and then their scores. Used again once every ticket on it was released.</summary>
internal sealed class ScoringBatch
{
    private readonly MonitorPlan _plan;
    private readonly int _stride;
    private readonly int _features;
    private readonly int[] _slots;
    private readonly float[] _scaled;
    private readonly float[] _reconstructions;
    private readonly float[] _errors;
    private readonly float[] _divergences;

    // Null where the monitor scores otherwise.
    private readonly ProbabilityScores? _probabilities;
    private TaskCompletionSource _scored = new();
    private int _tickets;

    public ScoringBatch(MonitorPlan plan, int capacity)
    {
        _plan = plan;
        _stride = plan.Architecture.RowStride;
        _features = plan.EncodedFloats;
        _slots = new int[capacity];
        _scaled = new float[capacity * _stride];
        _reconstructions = new float[capacity * _stride];
        _errors = new float[capacity];
        _divergences = new float[capacity];
        _probabilities = ProbabilityScores.AreNeededBy(plan) ? new ProbabilityScores(plan, capacity) : null;
    }

    public int Count { get; private set; }

    public Task Scored => _scored.Task;

    public ReadOnlySpan<float> ScaledOf(int row) => _scaled.AsSpan(row * _stride, _stride);

    public ReadOnlySpan<float> ReconstructionOf(int row) => _reconstructions.AsSpan(row * _stride, _stride);

    public float ErrorOf(int row) => _errors[row];

    public float DivergenceOf(int row) => _divergences[row];

    public float ProbabilityOf(int row) => _probabilities is null ? 0 : _probabilities.Scores[row];

    public void Begin()
    {
        Count = 0;
        _tickets = 0;
        _scored = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public int Add(ReadOnlySpan<int> slots, ReadOnlySpan<ulong> numbers, ReadOnlySpan<float> scaled, ReadOnlySpan<float> encoded)
    {
        int first = Count;
        slots.CopyTo(_slots.AsSpan(first));
        scaled.CopyTo(_scaled.AsSpan(first * _stride));
        for (int i = 0; i < numbers.Length; i++)
        {
            _probabilities!.Set(
                first + i, numbers[i], _plan.Arena, slots[i], scaled.Slice(i * _stride, _stride), encoded.Slice(i * _features, _features));
        }

        Count += slots.Length;
        _tickets++;
        return first;
    }

    public void Score(IScorer scorer)
    {
        try
        {
            ReadOnlySpan<int> slots = _slots.AsSpan(0, Count);
            ReadOnlySpan<float> scaled = _scaled.AsSpan(0, Count * _stride);
            scorer.Score(_plan.Arena, new ScoreBatch(slots, scaled, _reconstructions, _errors, _divergences));
            _probabilities?.Score(_plan.Arena, slots, scaled);
            _scored.SetResult();
        }
#pragma warning disable CA1031 // It belongs to those who wait for the scores, whatever it is.
        catch (Exception error)
        {
            _scored.SetException(error);
        }
#pragma warning restore CA1031
    }

    /// <summary>True for the last one.</summary>
    public bool ReleaseTicket() => Interlocked.Decrement(ref _tickets) == 0;
}
