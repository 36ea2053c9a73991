using StreamAe.Kafka;
using StreamAe.Kafka.Decoding;
using StreamAe.Monitoring.Observations;

namespace StreamAe.Benchmarks.Kafka;

/// <summary>Parses a message as the product does, and forgets it: what reading and parsing alone cost.</summary>
internal sealed class DroppingDecoder(IRecordDecoder inner) : IRecordDecoder
{
    public Schema Schema => inner.Schema;

    public long Parsed { get; private set; }

    public bool TryDecode(in KafkaRecord record, ObservationBatch batch, long position, out DecodeProblem problem)
    {
        if (!inner.TryDecode(record, batch, position, out problem))
        {
            return false;
        }

        batch.RemoveLast();
        Parsed++;
        return true;
    }
}
