namespace StreamAe.Monitoring.Definitions.Keys;

/// <summary>The rules about what makes a score anomalous and an anomaly an alert.</summary>
internal static class AlertRules
{
    /// <summary>What does not fit together.</summary>
    public static IReadOnlyList<CombinationRule> Errors { get; } =
    [
        new(
            ["threshold.budget", "threshold.static", "threshold.robustZ", "threshold.pot"],
            d => d.Threshold.PolicyCount > 1,
            "threshold takes one policy: quantile, budget, static, robustZ or pot",
            "keep one of them"),
        new(
            ["threshold.adaptation", "threshold.static", "threshold.robustZ"],
            d => d.Threshold.Adaptation > 0 && (d.Threshold.Static is not null || d.Threshold.RobustZ is not null),
            "threshold.adaptation keeps an asked share of anomalous rows, and static and robustZ ask for none",
            "write quantile, budget or pot, or remove adaptation"),
        new(
            ["alert.severity.major", "alert.severity.critical"],
            d => d.Alert.Severity.Major > d.Alert.Severity.Critical,
            "alert.severity.major must not exceed alert.severity.critical",
            "lower major or raise critical"),
        new(
            ["alert.quiet"],
            d => d.Alert.Quiet.Any(q => q.From == q.To && q.From == default && q.Days.Count == Enum.GetValues<DayOfWeek>().Length),
            "alert.quiet without from, to and days would never end",
            "write from: 22:00 and to: 06:00"),
        new(
            ["score.channels", "threshold.robustZ", "threshold.pot"],
            d => d.Score.Channels != ScoreChannels.None && (d.Threshold.RobustZ is not null || d.Threshold.Pot is not null),
            "score.channels scores in surprise, which needs no robustZ and no pot",
            "write quantile, budget or static"),
    ];

    /// <summary>What has no effect, or not the one that was meant.</summary>
    public static IReadOnlyList<CombinationRule> Warnings { get; } =
    [
        new(
            ["threshold.quantile"],
            d => d.Threshold.Quantile < 0.9,
            "threshold.quantile below 0.9 calls more than a tenth of the normal rows anomalous",
            "try 0.999")
        {
            IsWarning = true,
        },
        new(
            ["threshold.quantile", "threshold.budget", "threshold.static", "threshold.robustZ", "threshold.pot"],
            d => d.Threshold.PolicyCount > 0 && d.Threshold.Quantile != new ThresholdDefinition().Quantile,
            "threshold.quantile has no effect beside budget, static, robustZ or pot",
            "remove it")
        {
            IsWarning = true,
        },
    ];
}
