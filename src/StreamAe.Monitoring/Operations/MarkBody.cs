using System.Text.Json;

namespace StreamAe.Monitoring.Operations;

/// <summary>Which rows are kept out of training: those with <paramref name="From"/> ≤ event time &lt; <paramref name="To"/>.</summary>
/// <param name="From">Ticks since 1970.</param>
/// <param name="To">Ticks since 1970.</param>
/// <param name="Exclude">False: they are taken back in.</param>
public sealed record MarkBody(long From, long To, bool Exclude)
{
    public string Write() => JsonSerializer.Serialize(this, RequestJson.Default.MarkBody);
}
