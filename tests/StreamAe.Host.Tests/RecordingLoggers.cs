using Microsoft.Extensions.Logging;

namespace StreamAe.Host.Tests;

/// <summary>One logger for everybody.</summary>
internal sealed class RecordingLoggers(RecordingLogger logger) : ILoggerFactory
{
    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => logger;

    public void Dispose()
    {
    }
}
