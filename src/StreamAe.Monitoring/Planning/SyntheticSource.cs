using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Observations;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Monitoring.Planning;

/// <summary>
/// Events of made-up entities for measuring, each entity in turn: numbers that follow a shared daily wave, each with a share and noise of its
/// own, so that a model has something to learn; categories that are mostly their usual ones. Values come from a table that repeats, so that
/// making them costs next to nothing.
/// </summary>
internal sealed class SyntheticSource : IObservationSource
{
    private const int Waves = 3;
    private const int RowsADay = 144;

    // Long enough that neighbours differ, small enough for the second-level cache with usual numbers of channels.
    private const int TableRows = 1024;

    private readonly Schema _schema;
    private readonly int[] _entities;
    private readonly long _intervalTicks;
    private readonly float[] _table;
    private long _next;

    /// <param name="entities">At least 1.</param>
    /// <param name="interval">Between two events of an entity.</param>
    public SyntheticSource(Schema schema, EntityDirectory directory, int entities, TimeSpan interval, ulong seed)
    {
        _schema = schema;
        _intervalTicks = interval.Ticks;
        _entities = [.. Enumerable.Range(0, entities).Select(e => directory.GetOrAdd(KeyOf(e)))];
        _table = new float[TableRows * schema.Count];
        var random = new PhiloxRandom(seed, StableHash.Of(schema.ToString()));
        for (int row = 0; row < TableRows; row++)
        {
            for (int c = 0; c < schema.Count; c++)
            {
                _table[(row * schema.Count) + c] = Value(schema.Channels[c], c, row, ref random);
            }
        }
    }

    public string Name => "synthetic";

    /// <summary>Rows to read before the end.</summary>
    public long End { get; set; }

    public static string KeyOf(int entity) => $"entity-{entity:000000}";

    public ValueTask<bool> ReadAsync(ObservationBatch batch, int maxRows, CancellationToken cancellationToken)
    {
        batch.Reset(_schema);
        for (; batch.Count < maxRows && _next < End; _next++)
        {
            long round = _next / _entities.Length;
            int entity = (int)(_next % _entities.Length);
            Span<float> values = batch.Add(_entities[entity], TimeOf(round), _next);
            RowOf(round, entity).CopyTo(values);
        }

        batch.EndPosition = _next;
        return ValueTask.FromResult(_next < End);
    }

    public long TimeOf(long round) => (round + 1) * _intervalTicks;

    public ReadOnlySpan<float> RowOf(long round, int entity) =>
        _table.AsSpan((int)((round + (37L * entity)) % TableRows) * _schema.Count, _schema.Count);

    public ValueTask SeekAsync(long position, CancellationToken cancellationToken)
    {
        _next = position;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static float Value(Channel channel, int c, int row, ref PhiloxRandom random)
    {
        if (channel.Kind == ChannelKind.Category)
        {
            int values = channel.Buckets > 0 ? channel.Buckets : Math.Max(1, channel.Categories.Count);
            int usual = c % values;
            return random.NextGaussian() < 1 ? usual : (usual + 1) % values;
        }

        float phase = 2 * MathF.PI * row / RowsADay;
        return 40 + (8 * MathF.Sin(phase + (c % Waves))) + (c % 5) + (0.5f * random.NextGaussian());
    }
}
