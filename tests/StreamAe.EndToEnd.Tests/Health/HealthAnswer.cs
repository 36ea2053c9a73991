using System.Text.Json;

namespace StreamAe.EndToEnd.Tests.Health;

/// <summary>The answer of a health endpoint.</summary>
internal sealed record HealthAnswer(int Code, JsonElement Body)
{
    public string Status => Body.GetProperty("status").GetString()!;

    public string[] Reasons => [.. Body.GetProperty("reasons").EnumerateArray().Select(r => r.GetString()!)];
}
