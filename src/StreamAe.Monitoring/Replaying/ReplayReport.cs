namespace StreamAe.Monitoring.Replaying;

/// <summary>What a replay found; report.json.</summary>
/// <param name="Models">What was asked for.</param>
/// <param name="Messages">In the range, good and bad.</param>
/// <param name="WarmUpMessages">Read before it and not reported.</param>
/// <param name="Rows">Observations in the range.</param>
/// <param name="DeadLetters">By reason.</param>
/// <param name="ModelsUsed">Which judged how many rows.</param>
/// <param name="RowsWithoutModel">Not judged because the model is not kept, or no such version exists.</param>
/// <param name="EntitiesWithUnknownSequence">Entities of which it cannot be told how many observations they had before the replay: their
/// alerts have other ids than the service gave them.</param>
/// <param name="RecordedScores">Null where the store keeps no scores.</param>
/// <param name="Warnings">What makes it differ from what the service saw.</param>
public sealed record ReplayReport(
    string Monitor,
    string Source,
    string Models,
    IReadOnlyList<ReplayedPartition> Partitions,
    long Messages,
    long WarmUpMessages,
    long Rows,
    int Entities,
    long Scored,
    long Anomalous,
    long Alerts,
    IReadOnlyDictionary<string, long> DeadLetters,
    IReadOnlyList<ReplayedModel> ModelsUsed,
    long RowsWithoutModel,
    int EntitiesWithoutModel,
    int EntitiesWithUnknownSequence,
    ComparedScores? RecordedScores,
    ComparedAlerts RecordedAlerts,
    IReadOnlyList<string> Warnings,
    double Seconds)
{
    /// <summary>What scored: the backend, and its device where it has one. Empty where nobody said.</summary>
    public string Compute { get; init; } = string.Empty;
}
