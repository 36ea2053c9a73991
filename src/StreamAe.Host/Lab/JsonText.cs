using System.Text.Json;
using System.Text.Json.Serialization;
using StreamAe.Host.Commands;

namespace StreamAe.Host.Lab;

/// <summary>JSON of figures that may be infinite (the PSNR of a perfect reconstruction) or NaN: named, as <c>"Infinity"</c>.</summary>
internal static class JsonText
{
    public static JsonSerializerOptions Options { get; } = new(JsonOutput.Options) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };
}
