namespace StreamAe.Numerics.Training;

/// <summary>How the learning rate changes over a training.</summary>
public sealed record ScheduleOptions
{
    /// <summary>Default constant.</summary>
    public ScheduleKind Kind { get; init; }

    /// <summary>Epochs of a <see cref="ScheduleKind.Step"/>, or those a <see cref="ScheduleKind.Plateau"/> waits. Default 5; 1 or more.</summary>
    public int Epochs { get; init; } = 5;

    /// <summary>What a step or a plateau multiplies the rate with. Default 0.5; range (0, 1).</summary>
    public double Factor { get; init; } = 0.5;

    /// <summary>Optimiser steps over which the rate rises in a straight line from 0 to its full value, under any schedule. Default 0.</summary>
    public int WarmUpSteps { get; init; }

    internal void Validate()
    {
        OptionRange.Require(Epochs is >= 1 and <= 1_000_000, "Schedule.Epochs", Epochs, "1 to 1,000,000");
        OptionRange.Require(Factor is > 0 and < 1, "Schedule.Factor", Factor, "above 0, below 1");
        OptionRange.Require(WarmUpSteps is >= 0 and <= 1_000_000_000, "Schedule.WarmUpSteps", WarmUpSteps, "0 to 1e9");
    }
}
