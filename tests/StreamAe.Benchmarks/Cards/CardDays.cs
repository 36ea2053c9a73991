using StreamAe.Monitoring.Simulation;

namespace StreamAe.Benchmarks.Cards;

/// <summary>Which days of the simulated stream teach and which measure.</summary>
internal static class CardDays
{
    /// <summary>Weeks that are only learned from.</summary>
    public const int LearningDays = 8 * 7;

    /// <summary>The weeks after them, that are measured.</summary>
    public const int MeasuredDays = 4 * 7;

    public const int Days = LearningDays + MeasuredDays;

    public static readonly long StartTicks = (SimulatedStream.Start - DateTimeOffset.UnixEpoch).Ticks;
}
