namespace StreamAe.Host.Api.Monitors;

/// <summary>A value of a monitor file that would be another, defaults written out.</summary>
/// <param name="Key">Such as threshold.quantile.</param>
/// <param name="Before">Null where it was not there.</param>
/// <param name="After">Null where it would not be there any more.</param>
internal sealed record DefinitionChange(string Key, string? Before, string? After);
