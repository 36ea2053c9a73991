namespace StreamAe.Monitoring.Sinks;

/// <summary>Takes records (verdicts, rows, dead letters) to where somebody reads them. A record may come again after a crash, under the same id.</summary>
public interface IRecordSink
{
    /// <summary>Unique among the sinks of a process, stable across restarts: the outbox is kept by it.</summary>
    string Name { get; }

    /// <summary>Takes batches as <see cref="RecordReader"/> reads them. Returns once all were taken over; throws where they were not, and is
    /// called again with them.</summary>
    ValueTask PublishAsync(IReadOnlyList<ReadOnlyMemory<byte>> batches, CancellationToken cancellationToken);
}
