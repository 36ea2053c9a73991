using Microsoft.Extensions.Logging;

namespace StreamAe.Host.Services.Reloads;

/// <summary>What a service says of the reloads it is asked for.</summary>
internal static partial class ReloadLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Reloading: what was read is judged, committed and published; then the service opens again with its edited files.")]
    public static partial void LogReloading(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Reloaded: {Monitors} monitors read on where they were.")]
    public static partial void LogReloaded(this ILogger logger, int monitors);

    [LoggerMessage(Level = LogLevel.Error, Message = "Not reloaded, the service runs on as it was: {Error}")]
    public static partial void LogNotReloaded(this ILogger logger, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Warning}")]
    public static partial void LogConfigurationWarning(this ILogger logger, string warning);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The new value of {Key} takes effect at the next start of the process.")]
    public static partial void LogWaits(this ILogger logger, string key);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Not reloaded: in a cluster an edited file takes effect at the next start of each process. Restart them one after another.")]
    public static partial void LogNotInCluster(this ILogger logger);
}
