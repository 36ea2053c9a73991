namespace StreamAe.Monitoring.Persistence;

/// <summary>Scores of past observations: what a preview of another threshold is computed from. Safe for concurrent use.</summary>
public interface IScoreStore
{
    /// <summary>
    /// The scores of a monitor, or of one entity of it, with <paramref name="from"/> ≤ event time &lt; <paramref name="to"/> (ticks), in the
    /// order in which they were committed. Read piece by piece while they are enumerated; commits in between may or may not be seen.
    /// Empty where scores are not kept.
    /// </summary>
    /// <exception cref="InvalidDataException">The store is damaged.</exception>
    IEnumerable<StoredScore> ReadScores(string monitor, long from, long to, string? entity = null);
}
