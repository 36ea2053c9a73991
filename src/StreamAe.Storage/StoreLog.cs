using Microsoft.Extensions.Logging;

namespace StreamAe.Storage;

/// <summary>What stores say.</summary>
internal static partial class StoreLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "{Store} has store version {Stored}; bringing it to version {Version}. Leave the process running.")]
    public static partial void Migrating(ILogger logger, string store, long stored, long version);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Store}: version {Version}, {Gives}.")]
    public static partial void Migration(ILogger logger, string store, long version, string gives);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Store} has store version {Version} now.")]
    public static partial void Migrated(ILogger logger, string store, long version);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Store} could not be tidied up at the end; the next start does it. Nothing is lost.")]
    public static partial void NotFolded(ILogger logger, string store, Exception error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The connection to {Store} was lost; connected again as instance {Instance}.")]
    public static partial void Reconnected(ILogger logger, string store, string instance);
}
