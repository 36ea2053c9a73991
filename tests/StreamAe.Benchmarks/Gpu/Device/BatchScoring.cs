using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Benchmarks.Gpu.Device;

/// <summary>A batch in the processor's memory: as many rows for each of the first models, in the order of the models.</summary>
internal sealed class BatchScoring
{
    private const double RelativeTolerance = 1e-4;

    private readonly ModelArena _arena;
    private readonly int[] _slots;
    private readonly float[] _reconstructions;
    private readonly float[] _errors;
    private readonly float[] _divergences;

    public BatchScoring(ModelArena arena, int models, int rowsPerModel)
    {
        _arena = arena;
        _slots = new int[models * rowsPerModel];
        for (int r = 0; r < _slots.Length; r++)
        {
            _slots[r] = r / rowsPerModel;
        }

        Rows = SyntheticModels.Rows(arena.Architecture, _slots.Length);
        _reconstructions = new float[Rows.Length];
        _errors = new float[_slots.Length];
        _divergences = new float[_slots.Length];
    }

    public int RowCount => _slots.Length;

    /// <summary>[N × row stride]</summary>
    public float[] Rows { get; }

    /// <summary>[N] of the last call.</summary>
    public ReadOnlySpan<float> Errors => _errors;

    public void Score(IScorer scorer) => scorer.Score(_arena, new ScoreBatch(_slots, Rows, _reconstructions, _errors, _divergences));

    /// <summary>A figure of wrong results would be worth nothing.</summary>
    /// <exception cref="InvalidOperationException">Errors are not those of the last call.</exception>
    public void Verify(ReadOnlySpan<float> errors)
    {
        for (int r = 0; r < errors.Length; r++)
        {
            // Not-a-number is no agreement either.
            if (!(Math.Abs(errors[r] - _errors[r]) <= RelativeTolerance * Math.Abs(_errors[r])))
            {
                throw new InvalidOperationException($"Row {r} of {errors.Length} has the error {errors[r]}, and {_errors[r]} by simd.");
            }
        }
    }
}
