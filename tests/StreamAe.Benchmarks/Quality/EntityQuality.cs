using System.Runtime.InteropServices;
using StreamAe.Numerics.Metrics;

namespace StreamAe.Benchmarks.Quality;

/// <summary>The figures of one detector on one entity. Rows count one by one: there is no point adjustment.</summary>
/// <param name="F1">At the threshold that was chosen without labels.</param>
/// <param name="Alerts">In all of the test.</param>
/// <param name="FalseAlarmRate">Share of normal rows over the threshold; null without a normal row.</param>
/// <param name="Delays">Rows from the start of each anomalous segment to its first alert; null where it had none.</param>
internal sealed record EntityQuality(
    double? AveragePrecision,
    double? VusPr,
    double? RocAuc,
    double? F1,
    int Alerts,
    double? FalseAlarmRate,
    IReadOnlyList<int?> Delays)
{
    public static EntityQuality Of(JudgedRows judged, List<byte> labels)
    {
        ReadOnlySpan<float> scores = CollectionsMarshal.AsSpan(judged.Scores);
        ReadOnlySpan<byte> truth = CollectionsMarshal.AsSpan(labels);
        ReadOnlySpan<byte> alerts = CollectionsMarshal.AsSpan(judged.Alerts);
        var confusion = Confusion.At(CollectionsMarshal.AsSpan(judged.Anomalous), truth);
        long normal = confusion.FalsePositives + confusion.TrueNegatives;
        return new EntityQuality(
            Numerics.Metrics.AveragePrecision.Compute(scores, truth),
            Numerics.Metrics.VusPr.Compute(scores, truth),
            Numerics.Metrics.RocAuc.Compute(scores, truth),
            confusion.F1,
            alerts.Count((byte)1),
            normal == 0 ? null : (double)confusion.FalsePositives / normal,
            [.. DetectionDelay.Compute(alerts, truth)?.Segments.Select(s => s.Delay) ?? []]);
    }
}
