using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Benchmarks.Scoring;

/// <summary>
/// Rows in random order, each for one of many models: ordering them by model, gathering them and bringing the errors back in the asked order
/// is part of the work. Every model has a row, the others are drawn.
/// </summary>
internal sealed class RoutedScoring
{
    private readonly ModelArena _arena;
    private readonly IScorer _scorer;
    private readonly int[] _slotOf;
    private readonly float[] _rows;
    private readonly int[] _counts;
    private readonly int[] _order;
    private readonly int[] _slots;
    private readonly float[] _gathered;
    private readonly float[] _reconstructions;
    private readonly float[] _errors;
    private readonly float[] _divergences;
    private readonly float[] _results;

    public RoutedScoring(ModelArena arena, int models, int rows, IScorer? scorer = null)
    {
        RowCount = rows;
        _scorer = scorer ?? new SimdScorer();
        _arena = arena;
        _rows = SyntheticModels.Rows(arena.Architecture, rows);
        var random = new PhiloxRandom(19);
        _slotOf = new int[rows];
        for (int r = 0; r < rows; r++)
        {
            _slotOf[r] = r < models ? r : random.NextInt32(models);
        }

        random.Shuffle<int>(_slotOf);
        _counts = new int[models + 1];
        _order = new int[rows];
        _slots = new int[rows];
        _gathered = new float[_rows.Length];
        _reconstructions = new float[_rows.Length];
        _errors = new float[rows];
        _divergences = new float[rows];
        _results = new float[rows];
    }

    public int RowCount { get; }

    public void Score()
    {
        Array.Clear(_counts);
        foreach (int slot in _slotOf)
        {
            _counts[slot + 1]++;
        }

        for (int m = 1; m < _counts.Length; m++)
        {
            _counts[m] += _counts[m - 1];
        }

        int stride = _arena.Architecture.RowStride;
        for (int r = 0; r < RowCount; r++)
        {
            int place = _counts[_slotOf[r]]++;
            _order[place] = r;
            _slots[place] = _slotOf[r];
            _rows.AsSpan(r * stride, stride).CopyTo(_gathered.AsSpan(place * stride));
        }

        ScoreOrdered();
        for (int place = 0; place < RowCount; place++)
        {
            _results[_order[place]] = _errors[place];
        }
    }

    /// <summary>The scorer's part alone: the rows as the last <see cref="Score"/> ordered them.</summary>
    public void ScoreOrdered() =>
        _scorer.Score(_arena, new ScoreBatch(_slots, _gathered, _reconstructions, _errors, _divergences));
}
