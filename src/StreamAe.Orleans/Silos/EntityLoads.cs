using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Orleans.Silos;

/// <summary>Reads entities from the store for grains that wake: all that wait, in one query. Thread-safe.</summary>
internal sealed class EntityLoads(IEntityLoader loader)
{
    /// <summary>Entities in one query: enough for the round trip not to count.</summary>
    private const int MaxKeys = 500;

    private readonly Lock _gate = new();
    private List<Waiting> _waiting = [];
    private bool _reads;

    public ValueTask<EntityMonitor?> LoadAsync(string key)
    {
        var waiting = new Waiting(key);
        lock (_gate)
        {
            _waiting.Add(waiting);
            if (_reads)
            {
                return new ValueTask<EntityMonitor?>(waiting.Task);
            }

            _reads = true;
        }

        // The store blocks: not on a thread of the grains.
        _ = Task.Factory.StartNew(ReadAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return new ValueTask<EntityMonitor?>(waiting.Task);
    }

    private async Task ReadAsync()
    {
        while (true)
        {
            List<Waiting> batch;
            lock (_gate)
            {
                if (_waiting.Count == 0)
                {
                    _reads = false;
                    return;
                }

                batch = _waiting;
                _waiting = [];
            }

            foreach (Waiting[] some in batch.Chunk(MaxKeys))
            {
                await ReadAsync(some).ConfigureAwait(false);
            }
        }
    }

    private async Task ReadAsync(Waiting[] some)
    {
        try
        {
            IReadOnlyList<EntityMonitor?> found = await loader.LoadAsync([.. some.Select(w => w.Key)], CancellationToken.None).ConfigureAwait(false);
            for (int i = 0; i < some.Length; i++)
            {
                some[i].SetResult(found[i]);
            }
        }
#pragma warning disable CA1031 // It belongs to the grains that wait.
        catch (Exception error)
        {
            foreach (Waiting waiting in some)
            {
                waiting.TrySetException(error);
            }
        }
#pragma warning restore CA1031
    }

    private sealed class Waiting(string key) : TaskCompletionSource<EntityMonitor?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public string Key => key;
    }
}
