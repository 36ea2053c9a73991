namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// Reads a stream steadily from any position on, with the table of the current day at hand: the same events as
/// <see cref="SimulatedStream.Read"/> without its search, and without allocation once the largest day was seen. One reader each;
/// any number of cursors may share a stream.
/// </summary>
public sealed class SimulatedCursor
{
    private readonly SimulatedStream _stream;
    private readonly SimulatedDay _day;
    private long _position;

    public SimulatedCursor(SimulatedStream stream, long position = 0)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _day = stream.NewDay();
        Position = position;
    }

    /// <summary>The position of the next event; may be set to go elsewhere.</summary>
    public long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <summary>Reads the next event, fills <paramref name="values"/> as <see cref="SimulatedStream.Read"/> does, and moves on.</summary>
    public SimulatedEvent Read(Span<float> values)
    {
        if (!_day.Contains(_position))
        {
            _day.Load(_stream.Index.DayOf(_position));
        }

        SimulatedEvent read = _day.Read((int)(_position - _day.StartPosition), values, inject: true);
        _position++;
        return read;
    }
}
