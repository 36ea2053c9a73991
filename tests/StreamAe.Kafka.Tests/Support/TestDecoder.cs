using System.Buffers.Text;
using System.Text;
using StreamAe.Kafka.Decoding;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Tests.Support;

/// <summary><c>ENTITY,NUMBER[,anything]</c>; the event time is the offset in seconds.</summary>
internal sealed class TestDecoder(EntityDirectory directory) : IRecordDecoder
{
    private readonly char[] _key = new char[EntityDirectory.MaxKeyLength];

    public Action? Seen { get; init; }

    public Schema Schema { get; } = new([Channel.Number("number")]);

    public bool TryDecode(in KafkaRecord record, ObservationBatch batch, long position, out DecodeProblem problem)
    {
        Seen?.Invoke();
        ReadOnlySpan<byte> value = record.Value;
        int comma = value.IndexOf((byte)',');
        if (comma is < 1 or > EntityDirectory.MaxKeyLength || !Utf8Parser.TryParse(value[(comma + 1)..], out int number, out _))
        {
            problem = new DecodeProblem(DeadLetterReason.Malformed, "not ENTITY,NUMBER");
            return false;
        }

        int length = Encoding.UTF8.GetChars(value[..comma], _key);
        batch.Add(directory.GetOrAdd(_key.AsSpan(0, length)), EventTime.FromSeconds(position), position)[0] = number;
        problem = default;
        return true;
    }
}
