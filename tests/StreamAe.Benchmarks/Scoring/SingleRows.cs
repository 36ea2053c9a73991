using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Benchmarks.Scoring;

/// <summary>A call a row, another model each time: what an event-at-a-time system pays.</summary>
internal sealed class SingleRows(ModelArena arena, int models)
{
    public const int Calls = 65_536;

    private const int DifferentRows = 256;

    private readonly SimdScorer _scorer = new();
    private readonly float[] _rows = SyntheticModels.Rows(arena.Architecture, DifferentRows);
    private readonly float[] _reconstruction = new float[arena.Architecture.RowStride];
    private readonly int[] _slot = new int[1];
    private readonly float[] _error = new float[1];
    private readonly float[] _divergence = new float[1];

    public void Score()
    {
        int stride = arena.Architecture.RowStride;
        for (int i = 0; i < Calls; i++)
        {
            _slot[0] = i % models;
            _scorer.Score(
                arena, new ScoreBatch(_slot, _rows.AsSpan(i % DifferentRows * stride, stride), _reconstruction, _error, _divergence));
        }
    }
}
