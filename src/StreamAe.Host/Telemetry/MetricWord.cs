using System.Text.Json;

namespace StreamAe.Host.Telemetry;

/// <summary>A value of an attribute: an enumeration's word in lower case, parts joined by underscores.</summary>
internal static class MetricWord
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
