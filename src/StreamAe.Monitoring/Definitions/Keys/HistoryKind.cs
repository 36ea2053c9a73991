namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>A kind of feature that measures an event by the entity's own earlier ones, and which keys it may have beside its kind.</summary>
/// <param name="Word">In a monitor file.</param>
/// <param name="Fields">How many <c>of</c> names.</param>
/// <param name="Example">Of <c>of</c>; empty where it names none.</param>
internal sealed record HistoryKind(string Word, FeatureKind Kind, int Fields, string Example)
{
    /// <summary>It needs a window.</summary>
    public bool HasWithin { get; init; }

    /// <summary>It may have a unit of time.</summary>
    public bool HasPer { get; init; }

    /// <summary>It may begin at a prior.</summary>
    public bool HasPrior { get; init; }
}
