using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;

namespace StreamAe.Numerics.Scoring;

/// <summary>A compute backend: scores rows of many different models in one call. Stateless from outside and safe for concurrent use.</summary>
public interface IScorer
{
    /// <summary><c>scalar</c>, <c>simd</c>, <c>gpu</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Scores every row of <paramref name="batch"/> with the model in its slot. Rows of one slot that follow each other share the
    /// reading of its weights, so callers group rows by slot. Allocates nothing. NaN in a row gives NaN in that row's results only.
    /// </summary>
    void Score(ModelArena arena, in ScoreBatch batch);

    /// <summary>Does ahead what the first batch of such models would wait for.</summary>
    /// <returns>Kernels that were compiled; 0 where none had to be, or where there are none.</returns>
    int WarmUp(Architecture architecture, WeightStorage storage) => 0;
}
