using System.Numerics;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Models;

namespace StreamAe.Monitoring.Entities;

/// <summary>
/// The score of a row of one number by <see cref="ScoreChannels"/>: the mean of the surprises of the channels, each measured by what the entity
/// showed so far and learned then; one that is absent (no model yet, nothing observed) counts 0. State: [smoothed residual][a
/// <see cref="StreamingTail"/> a channel]; all zeros is the state of nothing seen. Immutable but for the state it is given.
/// </summary>
internal sealed class ChannelScores(ScoreDefinition definition)
{
    private readonly bool _hasResidual = (definition.Channels & ScoreChannels.Residual) != 0;
    private readonly bool _hasSmoothed = (definition.Channels & ScoreChannels.SmoothedResidual) != 0;
    private readonly bool _hasModel = (definition.Channels & ScoreChannels.Model) != 0;
    private readonly float _rate = ScoreSmoothing.RateOf(definition.Smoothing);
    private readonly int _count = BitOperations.PopCount((uint)definition.Channels);

    /// <summary>Of an entity's state.</summary>
    public int Floats => _count == 0 ? 0 : 1 + (_count * StreamingTail.Floats);

    /// <summary>The score of a row, which is learned then.</summary>
    /// <param name="state">[<see cref="Floats"/>]</param>
    /// <param name="residual">NaN where nothing was observed: the row then says nothing, and nothing is learned.</param>
    /// <param name="error">What the model did not expect; NaN where there is no model.</param>
    public float Score(Span<float> state, float residual, float error)
    {
        if (float.IsNaN(residual))
        {
            return 0;
        }

        float sum = 0;
        ref float smoothed = ref state[0];
        Span<float> tails = state[1..];
        if (_hasResidual)
        {
            sum += Take(Next(ref tails), Math.Abs(residual));
        }

        if (_hasSmoothed)
        {
            // What a tail would not learn as it is may not stay in the mean for long either.
            StreamingTail tail = Next(ref tails);
            float largest = tail.LargestLearned;
            smoothed = ScoreSmoothing.Next(smoothed, residual, _rate);
            sum += Take(tail, Math.Abs(smoothed));
            smoothed = Math.Clamp(smoothed, -largest, largest);
        }

        if (_hasModel && !float.IsNaN(error))
        {
            sum += Take(Next(ref tails), Math.Abs(error));
        }

        return sum / _count;
    }

    private static StreamingTail Next(ref Span<float> tails)
    {
        var tail = new StreamingTail(tails[..StreamingTail.Floats]);
        tails = tails[StreamingTail.Floats..];
        return tail;
    }

    private static float Take(StreamingTail tail, float size)
    {
        size = Math.Min(size, float.MaxValue);
        float surprise = tail.Surprise(size);
        tail.Add(size);
        return surprise;
    }
}
