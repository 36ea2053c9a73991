using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Tests.TestData;

/// <summary>One row of a <see cref="MemorySource"/>.</summary>
internal sealed record SourceRow(string Entity, long Time, float[] Values, Schema Schema, sbyte Label = ObservationBatch.NoLabel);

/// <summary>A source of rows in memory; a row's position is its index.</summary>
internal sealed class MemorySource(string name, IReadOnlyList<SourceRow> rows, EntityDirectory directory) : IObservationSource
{
    private int _next;
    private int _polls;

    public string Name => name;

    /// <summary>Sizes of the polls, repeated for ever; null takes what is asked for.</summary>
    public IReadOnlyList<int>? PollSizes { get; init; }

    /// <summary>Called with the number of the poll before it is read.</summary>
    public Func<int, CancellationToken, ValueTask>? BeforePoll { get; init; }

    /// <summary>Rows given out.</summary>
    public int Given => _next;

    public async ValueTask<bool> ReadAsync(ObservationBatch batch, int maxRows, CancellationToken cancellationToken)
    {
        int poll = _polls++;
        if (BeforePoll is not null)
        {
            await BeforePoll(poll, cancellationToken);
        }

        if (PollSizes is not null)
        {
            maxRows = Math.Min(maxRows, PollSizes[poll % PollSizes.Count]);
        }

        batch.Reset(_next < rows.Count ? rows[_next].Schema : new Schema([]));
        while (batch.Count < maxRows && _next < rows.Count && rows[_next].Schema.Equals(batch.Schema))
        {
            SourceRow row = rows[_next];
            row.Values.CopyTo(batch.Add(directory.GetOrAdd(row.Entity), row.Time, _next, row.Label));
            _next++;
        }

        batch.EndPosition = _next;
        return _next < rows.Count;
    }

    public ValueTask SeekAsync(long position, CancellationToken cancellationToken)
    {
        _next = (int)position;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
