using StreamAe.Monitoring.Simulation;

namespace StreamAe.Monitoring.Tests.Simulation;

/// <summary>Streams small enough to be read whole, and ways to read them.</summary>
internal static class Streams
{
    public const ulong Seed = 20260105;

    public static SimulatedStream Create(string kind) => kind switch
    {
        "pumps" => new PumpStream(Seed, pumps: 25),
        "cards" => new CardStream(Seed, cards: 60),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Take pumps or cards."),
    };

    public static List<(SimulatedEvent Event, float[] Values)> Take(SimulatedStream stream, long count, long from = 0)
    {
        var cursor = new SimulatedCursor(stream, from);
        var taken = new List<(SimulatedEvent, float[])>((int)count);
        for (long i = 0; i < count; i++)
        {
            float[] values = new float[stream.Schema.Count];
            SimulatedEvent read = cursor.Read(values);
            taken.Add((read, values));
        }

        return taken;
    }

    public static double Hours(this SimulatedEvent read) => (double)(read.EventTime - SimulatedStream.StartTicks) / TimeSpan.TicksPerHour;
}
