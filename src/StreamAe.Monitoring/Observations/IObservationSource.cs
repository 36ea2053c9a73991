namespace StreamAe.Monitoring.Observations;

/// <summary>One ordered, resumable partition of a stream: a file, a topic partition, a simulator.</summary>
public interface IObservationSource : IAsyncDisposable
{
    /// <summary>Unique and stable across restarts: the stored position is found by it.</summary>
    string Name { get; }

    /// <summary>
    /// Resets <paramref name="batch"/> and fills it with up to <paramref name="maxRows"/> observations from the current position on,
    /// setting <see cref="ObservationBatch.EndPosition"/>. Bad records go to the dead letters and are passed over.
    /// All rows of a batch have one schema. Returns false at the end of the stream, when nothing more will come.
    /// </summary>
    ValueTask<bool> ReadAsync(ObservationBatch batch, int maxRows, CancellationToken cancellationToken);

    /// <summary>Continues at a position that an earlier batch gave as its <see cref="ObservationBatch.EndPosition"/>.</summary>
    ValueTask SeekAsync(long position, CancellationToken cancellationToken);
}
