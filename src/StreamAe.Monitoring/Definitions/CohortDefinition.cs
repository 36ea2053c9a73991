namespace StreamAe.Monitoring.Definitions;

/// <summary>The model that the entities of a monitor share until each has its own.</summary>
public sealed record CohortDefinition
{
    /// <summary>Whether there is one; <c>cohort: none</c> in the file turns it off. Default on.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Rows of all entities together before the shared model is trained. Raising it gives a better shared model, later.
    /// Default 4000; 32 to 10,000,000 rows.</summary>
    public int MinRows { get; init; } = 4000;

    /// <summary>Most rows the shared model is trained from. Raising it costs time and memory. Default 20000; 32 to 10,000,000
    /// rows.</summary>
    public int MaxRows { get; init; } = 20000;
}
