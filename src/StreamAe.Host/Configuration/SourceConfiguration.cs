namespace StreamAe.Host.Configuration;

/// <summary>Where observations come from. Several monitors may read one source; each reads it at its own position.</summary>
internal abstract record SourceConfiguration
{
    /// <summary>Unique; monitors name it by <c>source:</c>. Required; letters, digits, '.', '_' and '-', at most 100 characters.</summary>
    public required string Name { get; init; }
}
