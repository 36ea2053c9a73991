using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// A labelled stream, a simulated century long, of invented events in order of event time. The event at a position is a function of (stream
/// parameters, position) alone: two instances with equal parameters agree in every bit on one machine, and a reader may begin
/// anywhere without replaying. Time is cut into simulated days; the events of a day are found from a table of the day, a day's
/// first position from the counts of the days before it (well below a millisecond a day, computed once, kept). Safe for concurrent use.
/// </summary>
public abstract class SimulatedStream
{
    /// <summary>Midnight at the start of a Monday.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Event times of the first day begin here, in ticks since 1970.</summary>
    internal static readonly long StartTicks = (Start - DateTimeOffset.UnixEpoch).Ticks;

    /// <summary>Default stretch at the start without anomalies: history to learn from.</summary>
    internal static readonly TimeSpan DefaultQuiet = TimeSpan.FromDays(2);

    /// <summary>Tables kept for random access; a power of two. A reader that goes on steadily needs one.</summary>
    private const int KeptDays = 8;

    private readonly SimulatedDay?[] _days = new SimulatedDay?[KeptDays];
    private SimulatedDay? _latest;

    private protected SimulatedStream(string name, string entityField, int entities, Schema schema)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(entities);
        Name = name;
        EntityField = entityField;
        Entities = entities;
        Schema = schema;
        Index = new DayIndex(this);
    }

    public string Name { get; }

    public Schema Schema { get; }

    /// <summary>What an entity is called in messages: <c>pump</c>, <c>card</c>.</summary>
    public string EntityField { get; }

    public int Entities { get; }

    internal DayIndex Index { get; }

    /// <summary>The key of an entity, as a source registers it. Allocates.</summary>
    public abstract string EntityKey(int entity);

    /// <summary>
    /// The event at <paramref name="position"/> (0-based). Fills the first <c>Schema.Count</c> of <paramref name="values"/>; NaN
    /// stands for a missing value. Going to another day than the last few costs about a millisecond; a steady reader is better
    /// served by a <see cref="SimulatedCursor"/>, which does not allocate.
    /// </summary>
    public SimulatedEvent Read(long position, Span<float> values)
    {
        SimulatedDay day = DayAt(position);
        return day.Read((int)(position - day.StartPosition), values, inject: true);
    }

    /// <summary>How many events of <paramref name="entity"/> lie before <paramref name="upToPosition"/>.</summary>
    public long CountOf(int entity, long upToPosition)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)entity, (uint)Entities, nameof(entity));
        SimulatedDay day = DayAt(upToPosition);
        return day.CountBefore(entity, (int)(upToPosition - day.StartPosition));
    }

    /// <summary>The same event with the values it would have had if nothing had been injected: what an anomaly is measured against.</summary>
    internal SimulatedEvent ReadClean(long position, Span<float> values)
    {
        SimulatedDay day = DayAt(position);
        return day.Read((int)(position - day.StartPosition), values, inject: false);
    }

    internal abstract SimulatedDay NewDay();

    /// <summary>Adds to <paramref name="counts"/> how many events each entity sends on a day.</summary>
    internal abstract void AddCounts(int day, Span<long> counts);

    private SimulatedDay DayAt(long position)
    {
        SimulatedDay? latest = Volatile.Read(ref _latest);
        if (latest is not null && latest.Contains(position))
        {
            return latest;
        }

        int number = Index.DayOf(position);
        ref SimulatedDay? kept = ref _days[number & (KeptDays - 1)];
        SimulatedDay? day = Volatile.Read(ref kept);
        if (day is null || day.Number != number)
        {
            // Tables are never changed once they are published here: other readers may hold them.
            day = NewDay();
            day.Load(number, latest);
            Volatile.Write(ref kept, day);
        }

        Volatile.Write(ref _latest, day);
        return day;
    }
}
