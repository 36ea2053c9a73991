using System.Text.Json;

namespace StreamAe.Monitoring.Operations;

/// <summary>Which version shall be in use.</summary>
/// <param name="Version">From 1.</param>
public sealed record VersionBody(int Version)
{
    public string Write() => JsonSerializer.Serialize(this, RequestJson.Default.VersionBody);
}
