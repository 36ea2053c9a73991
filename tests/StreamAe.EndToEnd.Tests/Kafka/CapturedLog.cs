using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>Keeps what a service in this process logs, from information on.</summary>
internal sealed class CapturedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _lines.Enqueue($"{logLevel}: {formatter(state, exception)} {exception?.Message}");
        }
    }

    public override string ToString() => Environment.NewLine + string.Join(Environment.NewLine, _lines);

    public void Dispose()
    {
        // The lines are read after the service has ended.
    }
}
