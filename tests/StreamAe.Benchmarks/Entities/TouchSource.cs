using StreamAe.Monitoring.Observations;

namespace StreamAe.Benchmarks.Entities;

/// <summary>Every card in turn, again and again: the worst order for a memory that holds some of them.</summary>
internal sealed class TouchSource(EntityDirectory directory, Schema schema, int entities, long from, long to) : IObservationSource
{
    private long _next = from;

    public string Name => "touch";

    public static string KeyOf(int entity) => $"card-{entity:0000000}";

    public ValueTask<bool> ReadAsync(ObservationBatch batch, int maxRows, CancellationToken cancellationToken)
    {
        batch.Reset(schema);
        while (batch.Count < maxRows && _next < to)
        {
            int entity = (int)(_next % entities);
            long round = _next / entities;
            Span<float> row = batch.Add(directory.GetOrAdd(KeyOf(entity)), (round * EventTime.TicksPerSecond * 3600) + entity, _next);
            for (int c = 0; c < row.Length; c++)
            {
                row[c] = schema.Channels[c].Kind == ChannelKind.Category ? (entity + round) % 10 : 1 + ((entity * 31 + (int)round * 17) % 97);
            }

            _next++;
        }

        batch.EndPosition = _next;
        return ValueTask.FromResult(_next < to);
    }

    public ValueTask SeekAsync(long position, CancellationToken cancellationToken)
    {
        _next = position;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
