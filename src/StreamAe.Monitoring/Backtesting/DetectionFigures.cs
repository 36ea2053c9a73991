namespace StreamAe.Monitoring.Backtesting;

/// <summary>How well scores and decisions match the labels, row by row, without point adjustment.</summary>
/// <param name="BestF1">F1 at the best threshold for these labels: a bound, not an achievement.</param>
/// <param name="F1">F1 at the threshold that was chosen without labels.</param>
/// <param name="VusPr">Volume under the range-aware precision–recall surface.</param>
public sealed record DetectionFigures(
    double? RocAuc,
    double? AveragePrecision,
    double? BestF1,
    double? F1,
    double? Precision,
    double? Recall,
    double? VusPr);
