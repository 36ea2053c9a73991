namespace StreamAe.Monitoring.Inspection;

/// <summary>The newest held rows of an entity as its present model sees them: whatever judged them when they came.</summary>
/// <param name="First">Sequence of the first row.</param>
/// <param name="PageTimes">[rows] event time, ticks, of the first row of the page of eight that each lies in; see <see cref="RowTimes"/>.</param>
/// <param name="Excluded">[rows] kept out of training.</param>
/// <param name="Features">In the monitor's order.</param>
/// <param name="HasSeason">Values are without what is usual for the time of day.</param>
public sealed record InspectedRows(
    long First, long[] PageTimes, bool[] Excluded, IReadOnlyList<InspectedFeature> Features, bool HasSeason)
{
    public int Count => PageTimes.Length;
}
