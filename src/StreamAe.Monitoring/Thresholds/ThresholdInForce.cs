namespace StreamAe.Monitoring.Thresholds;

/// <summary>What a row is compared with.</summary>
/// <param name="Score">In units of the score, before the entity's own factor.</param>
/// <param name="AskedShare">Of normal rows that may be above it.</param>
/// <param name="Adapts">The entity's factor applies: a score that somebody fixed gives way to nothing.</param>
internal readonly record struct ThresholdInForce(float Score, double AskedShare, bool Adapts)
{
    // No score exceeds it, and as a number it can be written everywhere.
    private const float Unreachable = 1e30f;

    /// <summary>See <see cref="ThresholdPolicy.Maintenance"/>.</summary>
    public static ThresholdInForce Maintenance => new(Unreachable, 0, Adapts: false);

    /// <summary>Where nothing was scored.</summary>
    public static ThresholdInForce None => new(float.NaN, 0, Adapts: false);

    public bool IsMaintenance => Score == Unreachable && AskedShare == 0;
}
