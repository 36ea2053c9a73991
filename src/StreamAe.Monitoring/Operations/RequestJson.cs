using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace StreamAe.Monitoring.Operations;

/// <summary>The bodies of requests.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(VersionBody))]
[JsonSerializable(typeof(MarkBody))]
[JsonSerializable(typeof(FeedbackBody))]
[JsonSerializable(typeof(SnoozeBody))]
internal sealed partial class RequestJson : JsonSerializerContext
{
    /// <exception cref="InvalidDataException">The body is none of that kind.</exception>
    public static T Read<T>(OperatorRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(request.Body, type) ?? throw new JsonException("It is null.");
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"Request {request.Sequence} ({request.Kind}) has a body that is none of its kind: {error.Message}", error);
        }
    }
}
