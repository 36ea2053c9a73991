using StreamAe.Numerics.Vectors;

namespace StreamAe.Monitoring.Observations;

/// <summary>
/// One poll of one source partition as columns: row <c>i</c> is an observation of entity <c>Entities[i]</c> at
/// <c>EventTimes[i]</c> with the channel values <c>Values[i·channels … (i+1)·channels)</c>. Reused between polls: a consumer
/// that keeps anything copies it. Invariant: <c>Positions</c> rises strictly and <c>Positions[Count−1] &lt; EndPosition</c>.
/// </summary>
public sealed class ObservationBatch(Schema schema, int initialCapacity = 1024)
{
    /// <summary>Label of a row whose truth is not known.</summary>
    public const sbyte NoLabel = -1;

    private int[] _entities = new int[initialCapacity];
    private long[] _eventTimes = new long[initialCapacity];
    private long[] _positions = new long[initialCapacity];
    private sbyte[] _labels = new sbyte[initialCapacity];
    private float[] _values = new float[initialCapacity * Math.Max(1, schema.Count)];

    // Of the schema, which counts them behind an interface: every row asks.
    private int _channels = schema.Count;

    public Schema Schema { get; private set; } = schema;

    public int Count { get; private set; }

    /// <summary>Where the source continues once every row before it was applied.</summary>
    public long EndPosition { get; set; }

    public ReadOnlySpan<int> Entities => _entities.AsSpan(0, Count);

    /// <summary>Ticks, see <see cref="EventTime"/>.</summary>
    public ReadOnlySpan<long> EventTimes => _eventTimes.AsSpan(0, Count);

    public ReadOnlySpan<long> Positions => _positions.AsSpan(0, Count);

    internal long EventTimeOf(int row) => _eventTimes[row];

    internal long PositionOf(int row) => _positions[row];

    /// <summary>1 anomalous, 0 normal, <see cref="NoLabel"/> unknown. Carried to reports; the detector never reads it.</summary>
    public ReadOnlySpan<sbyte> Labels => _labels.AsSpan(0, Count);

    /// <summary>The channel values of row <paramref name="row"/>; NaN where the value is missing. Never ±∞.</summary>
    public ReadOnlySpan<float> ValuesOf(int row) => _values.AsSpan(row * _channels, _channels);

    /// <summary>Asks for the row's time, position and first values.</summary>
    internal void Prefetch(int row)
    {
        CachePrefetch.Line(in _eventTimes[row]);
        CachePrefetch.Line(in _positions[row]);
        CachePrefetch.Line(in _values[row * _channels]);
    }

    /// <summary>Appends a row and returns its value slots for the caller to fill (every one of them).</summary>
    public Span<float> Add(int entity, long eventTime, long position, sbyte label = NoLabel)
    {
        if (Count == _entities.Length)
        {
            Grow();
        }

        int row = Count++;
        _entities[row] = entity;
        _eventTimes[row] = eventTime;
        _positions[row] = position;
        _labels[row] = label;
        return _values.AsSpan(row * _channels, _channels);
    }

    /// <summary>Takes back the row added last: the decoder found it unusable after all.</summary>
    public void RemoveLast()
    {
        ArgumentOutOfRangeException.ThrowIfZero(Count);
        Count--;
    }

    /// <summary>Moves the rows from <paramref name="row"/> on, which may be none, to an empty batch: the source continues there after this one.</summary>
    internal void SplitAt(int row, ObservationBatch rest)
    {
        rest.Reset(Schema);
        for (int i = row; i < Count; i++)
        {
            ValuesOf(i).CopyTo(rest.Add(_entities[i], _eventTimes[i], _positions[i], _labels[i]));
        }

        rest.EndPosition = EndPosition;
        EndPosition = row < Count ? _positions[row] : EndPosition;
        Count = row;
    }

    /// <summary>Empties the batch for the next poll, which may have another schema (a source of several files).</summary>
    public void Reset(Schema schema)
    {
        Schema = schema;
        _channels = schema.Count;
        Count = 0;
        EndPosition = 0;
        int needed = _entities.Length * Math.Max(1, _channels);
        if (_values.Length < needed)
        {
            _values = new float[needed];
        }
    }

    private void Grow()
    {
        int capacity = _entities.Length * 2;
        Array.Resize(ref _entities, capacity);
        Array.Resize(ref _eventTimes, capacity);
        Array.Resize(ref _positions, capacity);
        Array.Resize(ref _labels, capacity);
        Array.Resize(ref _values, capacity * Math.Max(1, _channels));
    }
}
