using StreamAe.Host.Services;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Simulation;

namespace StreamAe.Host.Demo;

/// <summary>One of the demo's streams, from its simulator to the figures about it.</summary>
internal sealed class DemoStream(SimulatedStream stream, PlanSet plans, EntityDirectory keys, double rate, TimeSpan incidentGap)
{
    /// <summary>The rate is a mean over about this long.</summary>
    private const double RateSeconds = 2;

    private readonly RateMeter _rate = new(RateSeconds);

    public SimulatedStream Stream { get; } = stream;

    public PlanSet Plans { get; } = plans;

    /// <summary>Of the source's entities; the monitor's own directory where the monitor reads the source itself.</summary>
    public EntityDirectory Keys { get; } = keys;

    /// <summary>Paced; its position is that of the event it gives next.</summary>
    public SimulatedSource Source { get; } = new(stream, keys, rate: rate);

    /// <summary>What became of its events, against the injected labels.</summary>
    public DemoScore Score { get; } = new(stream, plans, incidentGap);

    /// <summary>Set once the service exists.</summary>
    public MonitorRuntime? Runtime { get; set; }

    /// <param name="elapsed">Since the demo's start.</param>
    public double EventsPerSecond(TimeSpan elapsed) => _rate.Update(Score.Events, elapsed);

    /// <summary>The source itself, without a broker between.</summary>
    public MonitorInput Input => new(Plans, [Source]);
}
