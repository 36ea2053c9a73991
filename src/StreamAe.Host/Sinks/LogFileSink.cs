using System.Text;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Host.Sinks;

/// <summary>One JSON line an alert, appended to a file and flushed to the disk before the alert counts as published.</summary>
internal sealed class LogFileSink(string path) : IAlertSink
{
    public string Name => NameOf(path);

    /// <summary>The name of the sink of a file: its folder does not count, so that it can be moved.</summary>
    public static string NameOf(string path) => "log:" + Path.GetFileName(path);

    public async ValueTask PublishAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is string folder)
        {
            Directory.CreateDirectory(folder);
        }

        var lines = new StringBuilder();
        foreach (Alert alert in alerts)
        {
            lines.Append(AlertJson.Write(alert)).Append('\n');
        }

        FileStream stream = new(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        await using (stream.ConfigureAwait(false))
        {
            // A process killed in the middle of a line leaves a torn one: begin on a line of our own.
            if (stream.Length > 0 && !EndsWithNewLine(path))
            {
                stream.WriteByte((byte)'\n');
            }

            await stream.WriteAsync(Encoding.UTF8.GetBytes(lines.ToString()), cancellationToken).ConfigureAwait(false);
            stream.Flush(flushToDisk: true);
        }
    }

    private static bool EndsWithNewLine(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Seek(-1, SeekOrigin.End);
        return stream.ReadByte() == '\n';
    }
}
