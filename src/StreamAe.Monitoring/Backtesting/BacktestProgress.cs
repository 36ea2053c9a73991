namespace StreamAe.Monitoring.Backtesting;

/// <summary>How far a back-test is.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Done">Of <paramref name="Total"/>: files or entities.</param>
/// <param name="Rows">Rows read in this phase.</param>
public readonly record struct BacktestProgress(BacktestPhase Phase, int Done, int Total, long Rows);
