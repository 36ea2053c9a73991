using Microsoft.Extensions.Logging;

namespace StreamAe.Host.Services;

/// <summary>What of the cluster library's log is worth an operator's time.</summary>
internal static class ClusterLog
{
    public const string Category = "Orleans";

    /// <summary>Says at every start that another garbage collector might suit it.</summary>
    public const string SettingsCategory = "Orleans.Runtime.Silo";

    /// <summary>Its first look counts from the start of the machine, and suspects a deadlock at every start of a process.</summary>
    public const string WatchdogCategory = "Orleans.Runtime.Watchdog";

    /// <summary>Of the library that it tries again with: says at every attempt that it was not needed.</summary>
    public const string RetryCategory = "Polly";

    public const LogLevel Least = LogLevel.Warning;
}
