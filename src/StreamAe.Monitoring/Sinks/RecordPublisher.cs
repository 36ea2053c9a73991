using Microsoft.Extensions.Logging;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Monitoring.Sinks;

/// <summary>
/// Takes committed records from the store to one sink, in order, until the sink has them; a slow or dead sink delays only itself. What a
/// crash left goes out at the next start.
/// </summary>
public sealed class RecordPublisher : IPublisher
{
    /// <summary>Of one call to the sink, unless a single poll has more.</summary>
    private const int BatchBytes = 4 << 20;

    private readonly IStateStore _store;
    private readonly IRecordSink _sink;
    private readonly PublishingLoop _loop;

    // The sink has these and the store does not know it yet: it failed in between. They are marked before anything else, not sent again.
    private StoredRecords[] _unmarked = [];

    public RecordPublisher(IStateStore store, IRecordSink sink, TimeProvider time, ILogger<RecordPublisher> logger)
    {
        _store = store;
        _sink = sink;
        _loop = new PublishingLoop(sink.Name, PublishBatchAsync, time, logger);
    }

    public SinkStatus Status => _loop.Status;

    public void Wake() => _loop.Wake();

    public ValueTask DisposeAsync() => _loop.DisposeAsync();

    private async ValueTask<int?> PublishBatchAsync(CancellationToken cancellationToken)
    {
        if (_unmarked.Length > 0)
        {
            return Mark();
        }

        IReadOnlyList<StoredRecords> pending = _store.ReadRecords(_sink.Name, BatchBytes);
        if (pending.Count == 0)
        {
            return null;
        }

        await _sink.PublishAsync([.. pending.Select(p => new ReadOnlyMemory<byte>(p.Records))], cancellationToken).ConfigureAwait(false);
        _unmarked = [.. pending];
        return Mark();
    }

    private int Mark()
    {
        _store.MarkRecordsPublished(_sink.Name, [.. _unmarked.Select(p => p.Sequence)]);
        int records = _unmarked.Sum(p => RecordReader.Count(p.Records));
        _unmarked = [];
        return records;
    }
}
