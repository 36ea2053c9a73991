using System.Text.Json.Serialization;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Observations;
using StreamAe.Storage.Overrides;

namespace StreamAe.Storage;

/// <summary>The JSON in the store. Enumerations by name; NaN is a value: the score of an alert about silence.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(IReadOnlyList<Channel>))]
[JsonSerializable(typeof(OverrideBody))]
internal sealed partial class StoreJson : JsonSerializerContext;
