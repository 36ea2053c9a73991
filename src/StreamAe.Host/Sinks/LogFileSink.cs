using System.Buffers;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Host.Sinks;

/// <summary>One JSON line an alert, appended to a file and flushed to the disk before the alert counts as published.</summary>
internal sealed class LogFileSink(string name, LineFile file) : IAlertSink
{
    public string Name => name;

    public ValueTask PublishAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (Alert alert in alerts)
        {
            lines.Write(AlertJson.WriteUtf8(alert));
            lines.Write("\n"u8);
        }

        file.Append(lines.WrittenSpan);
        return ValueTask.CompletedTask;
    }
}
