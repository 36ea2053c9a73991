using System.Text;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Kafka.Tests.Support;

/// <summary>A sink's record as text.</summary>
internal sealed record TestRecord(string Sink, string Id, string Key, int ValueBytes, string Value, string Reason)
{
    public static TestRecord Of(string sink, in SinkRecord record) => new(
        sink,
        Encoding.UTF8.GetString(record.Id),
        Encoding.UTF8.GetString(record.Key),
        record.Value.Length,
        Encoding.UTF8.GetString(record.Value[..Math.Min(100, record.Value.Length)]),
        Encoding.UTF8.GetString(record.Reason));
}
