using System.Text.Json.Serialization;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Storage.Sqlite;

/// <summary>The JSON in the store. Enumerations by name; NaN is a value: the score of an alert about silence.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(IReadOnlyList<Channel>))]
internal sealed partial class StoreJson : JsonSerializerContext;
