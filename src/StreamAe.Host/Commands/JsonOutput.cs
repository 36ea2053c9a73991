using System.Text.Json;
using System.Text.Json.Serialization;

namespace StreamAe.Host.Commands;

/// <summary>How every <c>--json</c> is written.</summary>
internal static class JsonOutput
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };
}
