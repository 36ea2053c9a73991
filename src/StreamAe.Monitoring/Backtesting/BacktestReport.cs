namespace StreamAe.Monitoring.Backtesting;

/// <summary>The content of report.json. Figures are null where they are undefined: no label, no anomaly, nothing flagged.</summary>
/// <param name="Monitor">Its name.</param>
/// <param name="Overall">Counts and seconds summed, figures averaged over the entities that have them.</param>
/// <param name="DeadLetters">By reason: records that could not be used.</param>
public sealed record BacktestReport(
    string Monitor,
    BacktestFigures Overall,
    IReadOnlyList<EntityFigures> Entities,
    IReadOnlyDictionary<string, long> DeadLetters);
