using StreamAe.Monitoring.Observations;

namespace StreamAe.Kafka.Decoding;

/// <summary>Makes observations of messages in one format. Not safe for concurrent use; allocates nothing for a good message of a known entity.</summary>
public interface IRecordDecoder
{
    /// <summary>What the observations hold; constant.</summary>
    Schema Schema { get; }

    /// <summary>
    /// Adds the message's observation to the batch. Where it cannot, the batch is as before and the problem says why; nothing throws,
    /// whatever the bytes are.
    /// </summary>
    /// <param name="position">Of the message in its partition: the offset.</param>
    bool TryDecode(in KafkaRecord record, ObservationBatch batch, long position, out DecodeProblem problem);
}
