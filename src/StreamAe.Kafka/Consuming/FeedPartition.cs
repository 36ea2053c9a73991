using Confluent.Kafka;
using StreamAe.Kafka.Native;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Kafka.Consuming;

/// <summary>
/// A partition that the group gave to this member. Used by the consumer thread alone, but for <see cref="OnCommitted"/>.
/// Invariant: committed ≤ dispatched ≤ <see cref="Next"/>.
/// </summary>
internal sealed unsafe class FeedPartition(TopicPartition id, string source)
{
    private readonly Lock _gate = new();
    private readonly Queue<long> _underWay = [];
    private long _committed = Offset.Unset;
    private long _heldEnd;

    public TopicPartition Id { get; } = id;

    public string Source { get; } = source;

    /// <summary>Claimed in the store; else its messages are passed over until <see cref="ClaimAt"/>.</summary>
    public bool IsReading { get; set; }

    /// <summary>Timestamp of the next attempt to claim it.</summary>
    public long ClaimAt { get; set; }

    public int ClaimAttempts { get; set; }

    /// <summary>Of the next message; <see cref="Offset.Unset"/> where the broker decides.</summary>
    public long Next { get; set; } = Offset.Unset;

    /// <summary>Of the message that the broker is to send next: behind what is held.</summary>
    public long End => Held.Count > 0 ? _heldEnd : Next;

    /// <summary>Messages that the broker deleted before they were read.</summary>
    public long Deleted { get; private set; }

    /// <summary>A start that the store must learn even if no message comes: "latest" is another place at the next start.</summary>
    public bool MustStoreStart { get; set; }

    /// <summary>The poll that is being filled.</summary>
    public Poll? Poll { get; set; }

    /// <summary>Messages in <see cref="Poll"/>, good and bad.</summary>
    public int Messages { get; set; }

    /// <summary>Timestamp at which <see cref="Poll"/> is dispatched, full or not.</summary>
    public long DueAt { get; set; }

    public bool IsPaused { get; set; }

    /// <summary>
    /// Messages (<see cref="NativeMessage"/>) that came while there was no poll for them. Some are kept before the partition is paused, because
    /// a pause throws away what librdkafka has fetched ahead.
    /// </summary>
    public Queue<nint> Held { get; } = [];

    public long HeldBytes { get; private set; }

    /// <summary>What the broker's group knows as committed.</summary>
    public long Stored { get; set; } = Offset.Unset;

    public long Committed => Interlocked.Read(ref _committed);

    /// <summary>Polls dispatched and not yet durable.</summary>
    public int UnderWay
    {
        get
        {
            lock (_gate)
            {
                return _underWay.Count;
            }
        }
    }

    public void OnDispatched(long endPosition)
    {
        lock (_gate)
        {
            _underWay.Enqueue(endPosition);
        }
    }

    /// <summary>Everything before the position is durable. From any thread.</summary>
    public void OnCommitted(long endPosition)
    {
        lock (_gate)
        {
            while (_underWay.TryPeek(out long end) && end <= endPosition)
            {
                _underWay.Dequeue();
            }
        }

        Interlocked.Exchange(ref _committed, endPosition);
    }

    public PartitionStatus StatusAt(IConsumer<Ignore, Ignore> consumer)
    {
        long high = Offset.Unset;
        try
        {
            high = consumer.GetWatermarkOffsets(Id).High;
        }
        catch (KafkaException)
        {
            // Nothing was fetched yet.
        }

        return new PartitionStatus(Id.Topic, Id.Partition, Known(Next), Known(Committed), Known(high), Deleted);

        static long? Known(long offset) => offset >= 0 ? offset : null;
    }

    public void Hold(NativeMessage* message)
    {
        Held.Enqueue((nint)message);
        _heldEnd = message->Offset + 1;
        HeldBytes += message->Bytes;
    }

    /// <summary>The oldest message; the caller frees it.</summary>
    public NativeMessage* Unhold()
    {
        var message = (NativeMessage*)Held.Dequeue();
        HeldBytes -= message->Bytes;
        return message;
    }

    /// <summary>The broker does not have <see cref="End"/>: goes on at the oldest that it has.</summary>
    /// <returns>Messages that were deleted unread; 0 where the broker had decided the start, or the topic is another one of the same name.</returns>
    public long GoOnAt(long low)
    {
        long deleted = End >= 0 ? Math.Max(0, low - End) : 0;
        Deleted += deleted;
        if (deleted == 0)
        {
            // Offsets of a topic that is gone: the new one's are lower, and would be taken for repetitions.
            DropHeld();
        }

        Next = Held.Count > 0 ? Next : low;
        return deleted;
    }

    /// <summary>Forgets what was read and not dispatched: it will be read again.</summary>
    public void Drop()
    {
        Poll?.Release();
        Poll = null;
        Messages = 0;
        DropHeld();
    }

    private void DropHeld()
    {
        HeldBytes = 0;
        while (Held.TryDequeue(out nint message))
        {
            LibRdKafka.Destroy((NativeMessage*)message);
        }
    }
}
