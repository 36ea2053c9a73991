using Microsoft.Extensions.Logging;

namespace StreamAe.Orleans.Runtime;

internal static partial class OrleansLog
{
    [LoggerMessage(
        Level = LogLevel.Debug,
        Message = "Monitor {Monitor}: the grain of {Entity} could not be reached; trying again. Its source waits, nothing is lost.")]
    public static partial void Retry(ILogger logger, Exception error, string monitor, string entity);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "A process was kept out of the cluster: its certificate {Subject} {Problem}.")]
    public static partial void PeerRefused(ILogger logger, string subject, string problem);
}
