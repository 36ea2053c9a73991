using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Features;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Coding;

namespace StreamAe.Monitoring.Plans;

/// <summary>
/// Reconstruction probabilities of rows that are collected first and scored in one call. A row's noise depends on its entity and its
/// sequence alone: verdicts do not depend on shards, polls or replays. Allocates nothing after it was made.
/// </summary>
internal sealed class ProbabilityScores
{
    private readonly MonitorPlan _plan;
    private readonly ulong[] _numbers;
    private readonly float[] _weights;
    private readonly float[] _raises;
    private readonly float[] _scores;

    /// <param name="capacity">Most rows in a call.</param>
    public ProbabilityScores(MonitorPlan plan, int capacity)
    {
        _plan = plan;
        _numbers = new ulong[capacity];
        _weights = new float[capacity * plan.Architecture.RowStride];
        _raises = new float[capacity];
        _scores = new float[capacity];
    }

    public MonitorPlan Plan => _plan;

    /// <summary>[rows] nats; high is strange.</summary>
    public ReadOnlySpan<float> Scores => _scores;

    /// <summary>What makes the noise of an entity's observation its own.</summary>
    public static ulong NumberOf(string entity, long sequence) => StableHash.Of(entity, (ulong)sequence);

    /// <summary>Whether a monitor scores by it.</summary>
    public static bool AreNeededBy(MonitorPlan plan) => AreNeededBy(plan.Definition);

    public static bool AreNeededBy(MonitorDefinition definition) => definition.Score.Kind == ScoreKind.ReconstructionProbability;

    /// <summary>
    /// Adds row <paramref name="i"/>. Entries that nobody observed weigh nothing, and the score is raised by the votes they would have
    /// had, so that a row with gaps scores as its like without.
    /// </summary>
    /// <param name="arena">Where the row's model lies.</param>
    /// <param name="row">[RowStride]</param>
    /// <param name="encoded">See <see cref="ObservedError.IsObserved"/>.</param>
    public void Set(int i, ulong number, ModelArena arena, int slot, ReadOnlySpan<float> row, ReadOnlySpan<float> encoded)
    {
        int width = _plan.Architecture.Features;
        int features = _plan.Encoder.ReconstructedCount;
        Span<float> weights = _weights.AsSpan(i * _plan.Architecture.RowStride, width);
        arena.Parameters(slot).Slice(_plan.Architecture.ErrorWeightOffset, width).CopyTo(weights);
        float votes = 0, present = 0;
        for (int d = 0; d < width; d++)
        {
            float vote = _plan.VoteOf(d % features);
            votes += vote;
            if (ObservedError.IsObserved(_plan, row, encoded, d))
            {
                present += vote;
            }
            else
            {
                weights[d] = 0;
            }
        }

        _numbers[i] = number;
        _raises[i] = present > 0 ? votes / present : 0;
    }

    /// <summary>Scores the first <c>slots.Length</c> rows that were set.</summary>
    /// <param name="rows">[N × RowStride] the same rows.</param>
    public void Score(ModelArena arena, ReadOnlySpan<int> slots, ReadOnlySpan<float> rows)
    {
        ReconstructionProbability.Score(
            arena, slots, rows, _numbers, _plan.Definition.Training.Seed, _plan.Definition.Score.Samples, _scores, _weights);
        for (int i = 0; i < slots.Length; i++)
        {
            _scores[i] *= _raises[i];
        }
    }
}
