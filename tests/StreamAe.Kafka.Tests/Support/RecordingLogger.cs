using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace StreamAe.Kafka.Tests.Support;

/// <summary>Keeps what is logged at information and above.</summary>
internal sealed class RecordingLogger<T> : ILogger<T>
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            _lines.Enqueue($"{logLevel}: {formatter(state, exception)}{(exception is null ? string.Empty : " " + exception.Message)}");
        }
    }

    public int Count(string text) => _lines.Count(l => l.Contains(text));

    public override string ToString() => string.Join(Environment.NewLine, _lines);
}
