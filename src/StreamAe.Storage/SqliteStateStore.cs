using System.Text.Json;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Sqlite;

namespace StreamAe.Storage;

/// <summary>
/// The embedded store: one file, <c>streamae.db</c>, in a data folder that one process owns. What a commit wrote survives the end of the
/// process at any instant; a power failure may take the newest commits, whole ones, whose events are then read again.
/// One connection writes, under a lock; readers have their own and wait for nobody.
/// </summary>
public sealed class SqliteStateStore : IStateStore
{
    private const string StoreFile = "streamae.db";
    private const string NewFile = "streamae.db.new";

    private readonly FolderLock _folder;
    private readonly string _path;
    private readonly Lock _writing = new();
    private readonly Database _writer;
    private readonly CommitWriter _commits;
    private readonly Statement _published;
    private readonly Lock _reading = new();
    private readonly Database _reader;
    private readonly Statement _outbox;
    private readonly HashSet<Database> _views = [];
    private bool _disposed;

    private SqliteStateStore(FolderLock folder, string path, Database writer, IReadOnlyList<string> sinks)
    {
        _folder = folder;
        _path = path;
        _writer = writer;
        _commits = new CommitWriter(writer, sinks);
        _published = writer.Prepare("DELETE FROM outbox WHERE sink = ?1 AND alert = (SELECT sequence FROM alert WHERE id = ?2)");
        _reader = Database.Open(path, DatabaseUse.Read);
        _outbox = _reader.Prepare("""
            SELECT payload FROM outbox JOIN alert ON alert.sequence = outbox.alert WHERE sink = ?1 ORDER BY outbox.alert LIMIT ?2
            """);
    }

    internal Database Writer => _writer;

    /// <param name="folder">Made where it does not exist.</param>
    /// <param name="sinks">Names of the sinks that each alert is for, unique. One that is new gets the alerts from now on; what waits for
    /// one that is left out waits until it returns.</param>
    /// <exception cref="InvalidDataException">The file is damaged, no store, or from a newer version of the program.</exception>
    /// <exception cref="IOException">Another process has the folder, or it cannot be written.</exception>
    public static SqliteStateStore Open(string folder, IReadOnlyList<string> sinks)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        ArgumentNullException.ThrowIfNull(sinks);
        string[] names = [.. sinks];
        if (names.Distinct().Count() != names.Length)
        {
            throw new ArgumentException($"Sink names must be unique; these are {string.Join(", ", names)}.", nameof(sinks));
        }

        Directory.CreateDirectory(folder);
        FolderLock held = FolderLock.Take(folder);
        Database? writer = null;
        try
        {
            string path = Path.Combine(folder, StoreFile);
            if (!File.Exists(path))
            {
                Create(folder, path);
            }

            if (new FileInfo(path).Length == 0)
            {
                throw new InvalidDataException($"{path} is empty. Restore it from a copy, or remove it to start anew.");
            }

            writer = Database.Open(path, DatabaseUse.Write);
            StoreSchema.Verify(writer);
            StoreSchema.UseLog(writer);
            return new SqliteStateStore(held, path, writer, names);
        }
        catch
        {
            writer?.Dispose();
            held.Dispose();
            throw;
        }
    }

    public StoredMonitor? Load(string monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        Database view = OpenView();
        try
        {
            view.Begin(write: false);
            return MonitorReader.Read(view, monitor, () => CloseView(view));
        }
        catch
        {
            CloseView(view);
            throw;
        }
    }

    public IReadOnlyList<StoredEntity?> Find(string monitor, IReadOnlyList<string> keys) => throw new NotSupportedException();

    public SourceClaim Claim(string monitor, string source) => throw new NotSupportedException();

    public IReadOnlyList<StoredRecords> ReadRecords(string sink, int maxBytes) => throw new NotSupportedException();

    public void MarkRecordsPublished(string sink, IReadOnlyList<long> sequences) => throw new NotSupportedException();

    public CommitOutcome Commit(IReadOnlyList<Poll> polls)
    {
        ArgumentNullException.ThrowIfNull(polls);
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (polls.Count > 0)
            {
                _commits.Write(polls);
            }

            return CommitOutcome.Complete;
        }
    }

    public IReadOnlyList<Alert> ReadOutbox(string sink, int max)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        var alerts = new List<Alert>();
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _outbox.BindText(1, sink).Bind(2, max);
            try
            {
                while (_outbox.Step())
                {
                    alerts.Add(JsonSerializer.Deserialize(_outbox.Bytes(0), StoreJson.Default.Alert)!);
                }
            }
            catch (JsonException error)
            {
                throw new InvalidDataException($"{_path} is damaged: an alert is no JSON. Restore it from a copy.", error);
            }
            finally
            {
                _outbox.Reset();
            }
        }

        return alerts;
    }

    public void MarkPublished(string sink, IReadOnlyList<string> alertIds)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(alertIds);
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            try
            {
                _writer.Begin(write: true);
                foreach (string id in alertIds)
                {
                    _published.BindText(1, sink).BindText(2, id).Run();
                }

                _writer.Commit();
            }
            catch
            {
                _writer.Rollback();
                throw;
            }
        }
    }

    /// <summary>Ends what is still being read, and lets go of the folder.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            lock (_reading)
            {
                if (_disposed)
                {
                    return;
                }

                _disposed = true;
                foreach (Database view in _views)
                {
                    view.Dispose();
                }

                _views.Clear();
                _reader.Dispose();

                // The last connection moves the log into the file.
                _writer.Dispose();
                _folder.Dispose();
            }
        }
    }

    /// <summary>Makes the store under another name first: a file that is there is whole, whenever the process ends.</summary>
    private static void Create(string folder, string path)
    {
        if (File.Exists(path + "-wal"))
        {
            throw new InvalidDataException(
                $"{path} is missing, but its log {path}-wal is there. Put the file back, or remove the log to start anew without what they hold.");
        }

        string newPath = Path.Combine(folder, NewFile);
        foreach (string suffix in (ReadOnlySpan<string>)["", "-wal", "-shm"])
        {
            File.Delete(newPath + suffix);
        }

        using (Database created = Database.Open(newPath, DatabaseUse.Create))
        {
            StoreSchema.Create(created);
        }

        File.Move(newPath, path);
    }

    private Database OpenView()
    {
        lock (_reading)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Database view = Database.Open(_path, DatabaseUse.Read);
            _views.Add(view);
            return view;
        }
    }

    private void CloseView(Database view)
    {
        lock (_reading)
        {
            if (_views.Remove(view))
            {
                view.Dispose();
            }
        }
    }
}
