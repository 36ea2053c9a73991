namespace StreamAe.Monitoring.Alerts;

/// <summary>One feature's part in an alert, in the words and units of its source.</summary>
/// <param name="Feature">As the monitor names it.</param>
/// <param name="Share">Of the row's reconstruction error, 0 … 1.</param>
/// <param name="Actual">What was observed.</param>
/// <param name="Expected">What the model reconstructs from the whole row.</param>
public sealed record FeatureContribution(string Feature, float Share, string Actual, string Expected);
