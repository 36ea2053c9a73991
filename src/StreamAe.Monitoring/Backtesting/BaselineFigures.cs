namespace StreamAe.Monitoring.Backtesting;

/// <summary>What needs no autoencoder. Their threshold is the monitor's quantile of their scores on the train rows.</summary>
/// <param name="MeanSquaredZ">Mean squared z-score of a row: no model at all.</param>
/// <param name="PrincipalComponents">Squared residual outside the components that hold 90 % of the variance.</param>
public sealed record BaselineFigures(DetectionFigures? MeanSquaredZ, DetectionFigures? PrincipalComponents);
