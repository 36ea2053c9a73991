namespace StreamAe.Host.Api.Monitors;

/// <summary>A monitor file.</summary>
/// <param name="Definition">YAML.</param>
/// <param name="Reason">Why it is changed; needed where it is.</param>
internal sealed record DefinitionForm(string Definition, string? Reason = null);
