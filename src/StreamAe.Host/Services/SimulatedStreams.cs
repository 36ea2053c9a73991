using StreamAe.Host.Configuration;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Host.Services;

/// <summary>The simulated stream that a source asks for.</summary>
internal static class SimulatedStreams
{
    public static SimulatedStream Create(SimulatorSource source) => source.Stream switch
    {
        SimulatedStreamKind.Pumps when source.Entities is int pumps => new PumpStream(source.Seed, pumps, PumpStream.DemoInterval),
        SimulatedStreamKind.Pumps => new PumpStream(source.Seed, interval: PumpStream.DemoInterval),
        SimulatedStreamKind.Cards when source.Entities is int cards => new CardStream(source.Seed, cards),
        _ => new CardStream(source.Seed),
    };
}
