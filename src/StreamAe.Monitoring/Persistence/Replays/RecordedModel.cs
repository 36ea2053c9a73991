namespace StreamAe.Monitoring.Persistence.Replays;

/// <summary>A model of an entity's own, and where it came into use.</summary>
/// <param name="Id">See <see cref="IReplayStore.ReadModel"/>.</param>
/// <param name="Source">Where its first row came from; null where a version of the program stored it that did not write this.</param>
/// <param name="FromPosition">Rows of the source from here on were judged by it; null as above.</param>
/// <param name="FromSequence">The entity's observations before it.</param>
/// <param name="AfterVersion">The own model before it, 0 for none; null as above.</param>
public sealed record RecordedModel(long Id, int Version, string? Source, long? FromPosition, long FromSequence, int? AfterVersion)
{
    /// <summary>Whether it was in use for a row.</summary>
    /// <param name="observations">The entity's before the row: what counts where its rows come from another source by now.</param>
    public bool IsInUse(string source, long position, long observations) =>
        FromPosition is long from && Source == source ? position >= from : observations >= FromSequence;
}
