using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Sinks;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Modules;

/// <summary>What the executable gives to a runtime that a part brings.</summary>
/// <param name="Monitors">The definitions to run.</param>
/// <param name="Sinks">Where alerts go.</param>
/// <param name="DeadLetters">Takes what cannot be used.</param>
/// <param name="DataFolder">Of this process alone.</param>
/// <param name="CreateScorer">Makes a scorer of the configured backend.</param>
/// <param name="Time">The clock.</param>
/// <param name="Loggers">For log messages.</param>
public sealed record RuntimeSetup(
    IReadOnlyList<MonitorDefinition> Monitors,
    IReadOnlyList<IAlertSink> Sinks,
    IDeadLetterSink DeadLetters,
    string DataFolder,
    Func<IScorer> CreateScorer,
    TimeProvider Time,
    ILoggerFactory Loggers);
