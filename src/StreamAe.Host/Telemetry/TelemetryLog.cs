using Microsoft.Extensions.Logging;

namespace StreamAe.Host.Telemetry;

/// <summary>What the log says of telemetry.</summary>
internal static partial class TelemetryLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Sends metrics, traces and its log to {Collector}")]
    public static partial void LogExporting(this ILogger logger, string collector);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The collector at {Collector} does not take telemetry: {Cause} The work goes on; what is not taken is lost.")]
    public static partial void LogExportFailing(this ILogger logger, string collector, string cause);
}
