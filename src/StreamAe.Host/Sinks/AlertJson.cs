using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Host.Sinks;

/// <summary>An alert as others read it: times as ISO 8601, enums as words, no NaN. One form for every sink.</summary>
internal static class AlertJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(Alert alert) => JsonSerializer.Serialize(Form(alert), Options);

    /// <summary>The same as UTF-8.</summary>
    public static byte[] WriteUtf8(Alert alert) => JsonSerializer.SerializeToUtf8Bytes(Form(alert), Options);

    /// <summary>What is written: with its incident where it has one.</summary>
    public static object Form(Alert alert)
    {
        if (alert.Incident is not AlertIncident incident)
        {
            return Bare(alert);
        }

        JsonNode node = JsonSerializer.SerializeToNode(Bare(alert), Options)!;
        node["incident"] = JsonSerializer.SerializeToNode(incident, Options);
        return node;
    }

    private static object Bare(Alert alert) => new
    {
        alert.Id,
        alert.Monitor,
        alert.Entity,
        alert.Kind,
        alert.Severity,
        Time = Time(alert.EventTime),
        Since = Time(alert.Since),
        alert.Sequence,
        Surprise = Finite(alert.Surprise),
        alert.CohortSurprise,
        Score = Finite(alert.Score),
        Threshold = Finite(alert.Threshold),
        ReconstructionError = Finite(alert.ReconstructionError),
        Kl = Finite(alert.KlDivergence),
        alert.ModelVersion,
        Provisional = alert.IsProvisional,
        Confidence = Finite(alert.Confidence),
        Imputed = Finite(alert.ImputedShare),
        KlShare = Finite(alert.KlShare),
        alert.Features,
    };

    private static float? Finite(float value) => float.IsFinite(value) ? value : null;

    private static DateTimeOffset Time(long ticks) => new(EventTime.ToUtc(ticks));
}
