using StreamAe.Monitoring.Observations;

namespace StreamAe.Monitoring.Simulation;

/// <summary>
/// A simulated stream as a source: as fast as it is asked, or paced at a rate of wall-clock time. Paced, event number n after the
/// start (the first read, or the last seek) is due n ÷ rate seconds later; nothing is skipped when the reader is slow, it
/// becomes the <see cref="Backlog"/>. One reader; <see cref="Backlog"/> and <see cref="Position"/> may be read from anywhere.
/// </summary>
public sealed class SimulatedSource : IObservationSource
{
    /// <summary>A waiting reader is woken no sooner than this, so that high rates come in batches and not one by one.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits longer than this are cut and repeated: timers have a largest delay, and slow streams need no more.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    private readonly SimulatedStream _stream;
    private readonly SimulatedCursor _cursor;
    private readonly int[] _directoryIds;
    private readonly double? _rate;
    private readonly long _end;
    private readonly TimeProvider _time;

    /// <summary>Guards the three fields below: the reader writes them, observers read them together.</summary>
    private readonly Lock _gate = new();
    private long _position;
    private long _pacedFrom;
    private long? _pacedSince;

    /// <param name="stream">What is read; may be shared between sources.</param>
    /// <param name="directory">Gets the keys of all entities now.</param>
    /// <param name="name">Default <c>simulator:</c> and the stream's name. Stored positions are found by it.</param>
    /// <param name="rate">Events a second of wall-clock time, above 0; null (default) for as fast as asked.</param>
    /// <param name="end">The stream ends before this position; null (default) for never.</param>
    /// <param name="timeProvider">The clock of the pacing; default the system's.</param>
    public SimulatedSource(
        SimulatedStream stream,
        EntityDirectory directory,
        string? name = null,
        double? rate = null,
        long? end = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(directory);
        if (rate is { } asked && !(asked > 0 && double.IsFinite(asked)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(rate),
                asked,
                $"The rate is {asked} events/s; it must be above 0 and finite. Leave it out to read as fast as possible.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(end ?? 0, nameof(end));
        _stream = stream;
        _cursor = new SimulatedCursor(stream);
        _directoryIds = new int[stream.Entities];
        for (int entity = 0; entity < _directoryIds.Length; entity++)
        {
            _directoryIds[entity] = directory.GetOrAdd(stream.EntityKey(entity));
        }

        _rate = rate;
        _end = end ?? long.MaxValue;
        _time = timeProvider ?? TimeProvider.System;
        Name = name ?? "simulator:" + stream.Name;
    }

    public string Name { get; }

    /// <summary>Position of the event that is read next.</summary>
    public long Position
    {
        get
        {
            lock (_gate)
            {
                return _position;
            }
        }
    }

    /// <summary>
    /// Events that are due by the pacing but were not asked for yet: a reader that keeps up leaves it near 0. Always 0 without a
    /// rate and before the first read.
    /// </summary>
    public long Backlog
    {
        get
        {
            lock (_gate)
            {
                return _rate is null ? 0 : Due() - _position;
            }
        }
    }

    public ValueTask<bool> ReadAsync(ObservationBatch batch, int maxRows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxRows);
        cancellationToken.ThrowIfCancellationRequested();
        batch.Reset(_stream.Schema);
        if (_position >= _end)
        {
            batch.EndPosition = _position;
            return new ValueTask<bool>(false);
        }

        TimeSpan wait = TimeToNext();
        if (wait > TimeSpan.Zero)
        {
            return ReadLaterAsync(batch, maxRows, wait, cancellationToken);
        }

        Fill(batch, maxRows);
        return new ValueTask<bool>(true);
    }

    /// <summary>Continues at a position; the pacing starts anew there, without a backlog.</summary>
    public ValueTask SeekAsync(long position, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        cancellationToken.ThrowIfCancellationRequested();
        _cursor.Position = position;
        lock (_gate)
        {
            _position = position;
            _pacedSince = null;
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask<bool> ReadLaterAsync(ObservationBatch batch, int maxRows, TimeSpan wait, CancellationToken cancellationToken)
    {
        while (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
            wait = TimeToNext();
        }

        Fill(batch, maxRows);
        return true;
    }

    private void Fill(ObservationBatch batch, int maxRows)
    {
        long due;
        lock (_gate)
        {
            due = Due();
        }

        long stop = Math.Min(due, _position + maxRows);
        int channels = _stream.Schema.Count;
        Span<float> values = stackalloc float[channels];
        for (long position = _position; position < stop; position++)
        {
            SimulatedEvent read = _cursor.Read(values);
            values.CopyTo(batch.Add(_directoryIds[read.Entity], read.EventTime, position, read.Label));
        }

        lock (_gate)
        {
            _position = stop;
        }

        batch.EndPosition = stop;
    }

    /// <summary>Zero if an event is due; otherwise how long to wait, in whole milliseconds since timers know no less.</summary>
    private TimeSpan TimeToNext()
    {
        if (_rate is not { } rate)
        {
            return TimeSpan.Zero;
        }

        lock (_gate)
        {
            if (_pacedSince is null)
            {
                _pacedSince = _time.GetTimestamp();
                _pacedFrom = _position;
            }

            if (Due() > _position)
            {
                return TimeSpan.Zero;
            }

            double seconds = (_position + 1 - _pacedFrom) / rate - _time.GetElapsedTime(_pacedSince.Value).TotalSeconds;
            TimeSpan wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(seconds, LongestWait.TotalSeconds) * 1000));
            return wait < ShortestWait ? ShortestWait : wait;
        }
    }

    /// <summary>The first position that is not due yet. Call with the gate held.</summary>
    private long Due()
    {
        if (_rate is not { } rate)
        {
            return _end;
        }

        if (_pacedSince is not { } since)
        {
            return _position;
        }

        double earned = _time.GetElapsedTime(since).TotalSeconds * rate;

        // Comparing before adding: a very high rate over a long time must not overflow.
        return earned >= _end - _pacedFrom ? Math.Max(_end, _position) : _pacedFrom + (long)earned;
    }
}
