namespace StreamAe.Monitoring.Backtesting;

/// <summary>The figures of one entity, or of all.</summary>
/// <param name="Rows">Test rows.</param>
/// <param name="UnscoredRows">Of these: refused, too sparse, or before there was a model; they take no part in the detection figures.</param>
/// <param name="AnomalousRows">Rows labelled 1; null where no row has a label.</param>
/// <param name="AlertsPerDay">By event time.</param>
/// <param name="FalseAlarmRate">Share of rows labelled 0 that were called anomalous.</param>
/// <param name="ScoreRowsPerSecond">Test rows through the whole pipeline, reading included.</param>
/// <param name="Baselines">The same figures for simple detectors on the same rows.</param>
public record BacktestFigures(
    long Rows,
    long UnscoredRows,
    long? AnomalousRows,
    double? RocAuc,
    double? AveragePrecision,
    double? BestF1,
    double? F1,
    double? Precision,
    double? Recall,
    double? VusPr,
    double? FalseAlarmRate,
    long Alerts,
    double? AlertsPerDay,
    double TrainSeconds,
    double? ScoreRowsPerSecond,
    BaselineFigures Baselines);
