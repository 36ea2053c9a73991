using StreamAe.Monitoring.Observations;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Storage.Tests.Support;

/// <summary>
/// Observation i is a function of i: entities in a mixed order, four (or more) noisy waves, now and then a spike, a missing value or a late
/// event time.
/// </summary>
internal sealed class TestStream(EntityDirectory directory, IReadOnlyList<string> keys, long end, int channels = 4, string name = TestStream.SourceName)
    : IObservationSource
{
    public const string SourceName = "stream";

    private readonly Schema _schema = SchemaOf(channels);
    private long _next;

    public string Name => name;

    public static Schema SchemaOf(int channels) => new([.. Enumerable.Range(0, channels).Select(c => Channel.Number($"c{c}"))]);

    public ValueTask SeekAsync(long position, CancellationToken cancellationToken)
    {
        _next = position;
        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> ReadAsync(ObservationBatch batch, int maxRows, CancellationToken cancellationToken)
    {
        batch.Reset(_schema);
        for (; batch.Count < maxRows && _next < end; _next++)
        {
            Add(batch, _next);
        }

        batch.EndPosition = _next;
        return ValueTask.FromResult(_next < end);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Add(ObservationBatch batch, long i)
    {
        var random = new PhiloxRandom(7, (ulong)i);
        string key = keys[(int)((i + (i / keys.Count % 3)) % keys.Count)];
        bool late = i % 97 == 96;
        Span<float> values = batch.Add(directory.GetOrAdd(key), EventTime.FromSeconds(late ? 0.5 : 1 + i), i);
        for (int c = 0; c < values.Length; c++)
        {
            values[c] = MathF.Sin((i * 0.05f) + c) + (0.1f * random.NextGaussian());
        }

        if (i % 53 == 52)
        {
            values[1] += 6;
        }

        if (i % 31 == 30)
        {
            values[2] = float.NaN;
        }
    }
}
