namespace StreamAe.Monitoring.Definitions;

/// <summary>What reading a monitor file gave. Invariant: <c>Definition is null</c> exactly when <c>Errors.Count &gt; 0</c>.</summary>
public sealed record MonitorFileResult
{
    /// <summary>The definition; null when the file has errors.</summary>
    public MonitorDefinition? Definition { get; init; }

    /// <summary>Everything wrong, in file order; at most <see cref="MonitorFile.MaxErrors"/> and one that counts the rest.</summary>
    public IReadOnlyList<DefinitionError> Errors { get; init; } = [];

    /// <summary>What is allowed and probably not meant, in file order.</summary>
    public IReadOnlyList<DefinitionError> Warnings { get; init; } = [];
}
