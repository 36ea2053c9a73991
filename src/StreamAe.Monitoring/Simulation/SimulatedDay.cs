using System.Diagnostics;

namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// The table of one simulated day: which event lies at which place of the day. Invariant once loaded: the day's events are
/// <c>StartPosition … StartPosition+Count−1</c>, ordered by event time, then entity.
/// </summary>
internal abstract class SimulatedDay(SimulatedStream stream)
{
    /// <summary>No day is loaded yet.</summary>
    private const int None = -1;

    /// <summary>Per entity, how many events it sent before this day.</summary>
    private readonly long[] _sentBefore = new long[stream.Entities];

    public int Number { get; private set; } = None;

    public long StartPosition { get; private set; }

    public int Count { get; private set; }

    protected ReadOnlySpan<long> SentBefore => _sentBefore;

    public bool Contains(long position) => (ulong)(position - StartPosition) < (ulong)Count;

    /// <summary>
    /// Turns this table into that of another day; cheapest when it, or <paramref name="neighbour"/>, holds the day before. Allocates
    /// only if the day has more events than any before.
    /// </summary>
    public void Load(int number, SimulatedDay? neighbour = null)
    {
        SimulatedDay before = neighbour ?? this;
        if (before.Number != None && number == before.Number + 1)
        {
            before._sentBefore.CopyTo(_sentBefore.AsSpan());
            before.AddSent(_sentBefore);
        }
        else
        {
            stream.Index.CopyCountsBefore(number, _sentBefore);
        }

        Number = number;
        StartPosition = stream.Index.StartOf(number);
        Count = Build(number);
        Debug.Assert(StartPosition + Count == stream.Index.StartOf(number + 1), "A day's table and its counts come from the same schedule.");
    }

    /// <summary>The event at <paramref name="offset"/> from the start of the day, <c>0 … Count−1</c>.</summary>
    public abstract SimulatedEvent Read(int offset, Span<float> values, bool inject);

    /// <summary>How many events of an entity lie before <paramref name="offset"/>, on this day and all before it.</summary>
    public abstract long CountBefore(int entity, int offset);

    /// <summary>Adds to <paramref name="counts"/> how many events each entity sends on this day.</summary>
    protected abstract void AddSent(Span<long> counts);

    /// <summary>Fills the table and returns the number of events of the day.</summary>
    protected abstract int Build(int number);
}
