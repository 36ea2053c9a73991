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
    private readonly RoutedScorer _router;
    private readonly int[] _slots;
    private readonly float[] _rows;
    private readonly float[] _reconstructions;
    private readonly float[] _errors;
    private readonly float[] _divergences;

    public RoutedScoring(ModelArena arena, int models, int rows, IScorer? scorer = null)
    {
        RowCount = rows;
        _arena = arena;
        _scorer = scorer ?? new SimdScorer();
        _router = new RoutedScorer(_scorer);
        _rows = SyntheticModels.Rows(arena.Architecture, rows);
        var random = new PhiloxRandom(19);
        _slots = new int[rows];
        for (int r = 0; r < rows; r++)
        {
            _slots[r] = r < models ? r : random.NextInt32(models);
        }

        Ordered = [.. _slots.Order()];
        random.Shuffle<int>(_slots);
        _reconstructions = new float[_rows.Length];
        _errors = new float[rows];
        _divergences = new float[rows];
    }

    public int RowCount { get; }

    private int[] Ordered { get; }

    public void Score() => _router.Score(_arena, new ScoreBatch(_slots, _rows, [], _errors, _divergences));

    /// <summary>The scorer alone: as many rows for each model, lying in the order of the models.</summary>
    public void ScoreOrdered() => _scorer.Score(_arena, new ScoreBatch(Ordered, _rows, _reconstructions, _errors, _divergences));
}
