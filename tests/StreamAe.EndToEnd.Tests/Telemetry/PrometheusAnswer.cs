using System.Text.Json;

namespace StreamAe.EndToEnd.Tests.Telemetry;

/// <summary>What Prometheus said to a query.</summary>
/// <param name="Error">Why it could not be answered; null where it could.</param>
internal sealed record PrometheusAnswer(JsonElement Data, string? Error)
{
    /// <summary>vector, matrix or scalar.</summary>
    public string Type => Data.GetProperty("resultType").GetString()!;

    /// <summary>Whether a series has a value that is a number.</summary>
    public bool HasNumber => Error is null && Data.GetProperty("result").EnumerateArray().Any(series =>
        series.TryGetProperty("values", out JsonElement values) ? values.EnumerateArray().Any(IsNumber) : IsNumber(series.GetProperty("value")));

    private static bool IsNumber(JsonElement sample) => sample[1].GetString() is not ("NaN" or "+Inf" or "-Inf");
}
