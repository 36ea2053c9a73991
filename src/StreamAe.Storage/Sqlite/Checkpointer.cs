using SQLitePCL;

namespace StreamAe.Storage.Sqlite;

/// <summary>
/// Moves the write-ahead log into the file beside the commits, on a thread and a connection of its own, so that commits need not wait for the
/// disk. What it has not moved when the log is long (see <see cref="Database"/>), a commit moves itself, and the log begins anew.
/// </summary>
internal sealed class Checkpointer : IDisposable
{
    private readonly Database _database;
    private readonly SemaphoreSlim _wanted = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private long _written;

    public Checkpointer(string path)
    {
        _database = Database.Open(path, DatabaseUse.Checkpoint);
        _loop = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Bytes of the log that make it worth moving.</summary>
    private const long WorthwhileBytes = 16 << 20;

    /// <summary>Tells that a commit wrote so many bytes. By one thread at a time.</summary>
    public void OnWritten(long bytes)
    {
        _written += bytes;
        if (_written >= WorthwhileBytes && _wanted.CurrentCount == 0)
        {
            _written = 0;
            _wanted.Release();
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _loop.GetAwaiter().GetResult();
        _database.Dispose();
        _wanted.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            try
            {
                _wanted.Wait(_stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            // Passive: as far as it gets without keeping anybody waiting. An error (a full disk) will meet the commits too, and they say so.
            raw.sqlite3_wal_checkpoint_v2(_database.Handle, null, raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
        }
    }
}
