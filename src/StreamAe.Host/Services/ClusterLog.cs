using Microsoft.Extensions.Logging;

namespace StreamAe.Host.Services;

/// <summary>What of the cluster library's log is worth an operator's time.</summary>
internal static class ClusterLog
{
    public const string Category = "Orleans";

    /// <summary>Says at every start that another garbage collector might suit it.</summary>
    public const string SettingsCategory = "Orleans.Runtime.Silo";

    public const LogLevel Least = LogLevel.Warning;
}
