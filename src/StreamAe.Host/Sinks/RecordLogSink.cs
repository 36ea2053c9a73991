using System.Buffers;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Host.Sinks;

/// <summary>One line a record, its value: for records that are JSON on one line. Flushed to the disk before they count as published.</summary>
internal sealed class RecordLogSink(string name, LineFile file) : IRecordSink
{
    public string Name => name;

    public ValueTask PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batches, CancellationToken cancellationToken)
    {
        var lines = new ArrayBufferWriter<byte>();
        foreach (ReadOnlyMemory<byte> batch in batches)
        {
            var reader = new RecordReader(batch.Span);
            while (reader.Read(out SinkRecord record))
            {
                lines.Write(record.Value);
                lines.Write("\n"u8);
            }
        }

        file.Append(lines.WrittenSpan);
        return ValueTask.CompletedTask;
    }
}
