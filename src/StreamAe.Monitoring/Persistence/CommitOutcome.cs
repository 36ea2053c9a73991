namespace StreamAe.Monitoring.Persistence;

/// <summary>What became of a commit.</summary>
/// <param name="Lost">Sources that have another owner by now: their polls were passed over.</param>
public sealed record CommitOutcome(IReadOnlyList<LostSource> Lost)
{
    /// <summary>Every poll is durable.</summary>
    public static CommitOutcome Complete { get; } = new([]);

    public bool IsLost(string monitor, string source) => Lost.Contains(new LostSource(monitor, source));
}
