using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Host.Api.Live;

/// <summary>What was decided of one row of a watched entity.</summary>
/// <param name="T">Milliseconds since 1970.</param>
internal sealed record VerdictView(double T, float? Surprise, float? Score, float? Threshold, bool Anomalous, bool Alert, int ModelVersion)
{
    public static VerdictView Of(in Verdict verdict) => new(
        Figures.Milliseconds(verdict.EventTime),
        Figures.Finite(verdict.Surprise),
        Figures.Finite(verdict.Score),
        Figures.Finite(verdict.Threshold),
        verdict.IsAnomalous,
        verdict.IsAlert,
        verdict.ModelVersion);
}
