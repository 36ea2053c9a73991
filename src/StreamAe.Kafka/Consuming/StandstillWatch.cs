namespace StreamAe.Kafka.Consuming;

/// <summary>
/// Notices that the consumer thread does not come back from the client library. librdkafka 2.15.1 can lock itself up (its issue 5476): where a
/// question about a leader's epoch fails, it takes the lock of the partition and then that of the client
/// (<c>rd_kafka_toppar_handle_OffsetForLeaderEpoch</c>, <c>rd_kafka_metadata_refresh_topics</c>); where a broker has left the cluster, it takes
/// them the other way round (<c>rd_kafka_toppar_undelegate</c>). When the two meet, every call into that client waits for ever, closing it too, and
/// nothing says so. No property of the client avoids it.
/// </summary>
/// <param name="limit">Far more than a turn of the consumer thread ever takes.</param>
internal sealed class StandstillWatch(TimeProvider time, TimeSpan limit)
{
    // A process that was stopped as a whole, or a machine that slept, sees one look pass, however long it was.
    private const int Looks = 60;

    private long _turns;
    private volatile bool _isElsewhere;

    /// <summary>The consumer thread does what may take long: it claims partitions, waits until effects are durable, or ends.</summary>
    public bool IsElsewhere
    {
        set => _isElsewhere = value;
    }

    /// <summary>The consumer thread lives. By that thread only.</summary>
    public void Turn() => Volatile.Write(ref _turns, _turns + 1);

    /// <summary>Does what may take long.</summary>
    public void Elsewhere(Action work)
    {
        bool before = _isElsewhere;
        _isElsewhere = true;
        try
        {
            work();
        }
        finally
        {
            _isElsewhere = before;
        }
    }

    /// <summary>Ends when the consumer thread has made no turn for the limit.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(limit / Looks, time);
        long seen = -1;
        for (int looks = 0; looks < Looks;)
        {
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
            long turns = Volatile.Read(ref _turns);
            looks = turns == seen && !_isElsewhere ? looks + 1 : 0;
            seen = turns;
        }
    }
}
