using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Host.Services;

/// <summary>A monitor and what feeds it; sources resolve entities in the plans' directory.</summary>
internal sealed record MonitorInput(PlanSet Plans, ISourceFeed Feed)
{
    /// <summary>All sources at once.</summary>
    public MonitorInput(PlanSet plans, IReadOnlyList<IObservationSource> sources)
        : this(plans, new ConcurrentFeed(plans.Definition.Name, sources, NullLogger.Instance))
    {
    }

    /// <summary>Where its entities are trained; null for the runtime options' place.</summary>
    public TrainingMode? Training { get; init; }

    /// <summary>Where what it refuses goes; null for where that of the service goes.</summary>
    public IDeadLetterSink? DeadLetters { get; init; }

    /// <summary>What makes the records of its polls. Default none.</summary>
    public IReadOnlyList<IRecordEncoder> Encoders { get; init; } = [];

    /// <summary>What its runtime keeps for the encoders. Default nothing.</summary>
    public KeptRows KeepRows { get; init; }

    /// <summary>Entities come into memory with their events, not all at the start: for sources that move between processes, and where memory
    /// is limited. Default false.</summary>
    public bool LoadsOnDemand { get; init; }
}
