using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Definitions;

/// <summary>How the learning rate changes over a training.</summary>
public sealed record ScheduleDefinition
{
    /// <summary>The same throughout, × factor every so many epochs, half a cosine down to 0, or × factor where the held-out loss stands
    /// still. Default constant; constant, step, cosine or plateau.</summary>
    public ScheduleKind Kind { get; init; }

    /// <summary>Epochs of a step, or those a plateau waits. Raising it keeps the rate high for longer. Default 5; 1 to 100,000
    /// epochs.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>What a step or a plateau multiplies the rate with. Raising it lowers the rate more gently. Default 0.5; strictly between
    /// 0 and 1.</summary>
    public double Factor { get; init; } = 0.5;

    /// <summary>Steps over which the rate rises from 0 to its full value, under any kind. Raising it steadies the start. Default 0; 0 to
    /// 10,000,000 steps.</summary>
    public int WarmUpSteps { get; init; }
}
