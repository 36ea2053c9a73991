using System.Buffers;

namespace StreamAe.Numerics.Metrics;

/// <summary>
/// Walks the distinct scores from the highest down. After a step, <see cref="Predicted"/> rows have a score ≥ <see cref="Threshold"/>
/// and <see cref="TruePositives"/> of them are anomalous. Equal scores are one step, so the order of rows cannot matter.
/// Cost: one sort, O(n log n); buffers are rented and go back in <see cref="Dispose"/>.
/// </summary>
internal ref struct ThresholdSweep
{
    private readonly float[] _scores;
    private readonly byte[] _labels;

    // The rows at and above this index, in ascending order of score, were passed.
    private int _next;

    /// <summary>The input must have passed <see cref="LabelledScores"/>.</summary>
    public ThresholdSweep(ReadOnlySpan<float> scores, ReadOnlySpan<byte> labels)
    {
        _scores = ArrayPool<float>.Shared.Rent(scores.Length);
        _labels = ArrayPool<byte>.Shared.Rent(labels.Length);
        scores.CopyTo(_scores);
        labels.CopyTo(_labels);
        _scores.AsSpan(0, scores.Length).Sort(_labels.AsSpan(0, labels.Length));
        _next = scores.Length;
    }

    /// <summary>The score of the current step.</summary>
    public float Threshold { get; private set; }

    /// <summary>Rows at or above the threshold.</summary>
    public int Predicted { get; private set; }

    /// <summary>Anomalous rows at or above the threshold.</summary>
    public int TruePositives { get; private set; }

    public bool MoveNext()
    {
        if (_next == 0)
        {
            return false;
        }

        Threshold = _scores[_next - 1];
        do
        {
            _next--;
            Predicted++;
            TruePositives += _labels[_next];
        }
        while (_next > 0 && _scores[_next - 1] == Threshold);
        return true;
    }

    public readonly void Dispose()
    {
        ArrayPool<float>.Shared.Return(_scores);
        ArrayPool<byte>.Shared.Return(_labels);
    }
}
