using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Overrides;
using StreamAe.Storage.Scores;
using StreamAe.Storage.Sqlite;

namespace StreamAe.Storage;

/// <summary>
/// The embedded store: one file, <c>streamae.db</c>, in a data folder that one process owns. What a commit wrote survives the end of the
/// process at any instant; a power failure may take the newest commits, whole ones, whose events are then read again.
/// One connection writes, under a lock; readers have their own and wait for nobody. The folder has one owner, so a source that was claimed
/// can only be lost to another program that changes the file.
/// </summary>
public sealed class SqliteStateStore : IStateStore, IOverrideStore, IScoreStore, IRequestStore
{
    internal const string StoreFile = "streamae.db";
    private const string NewFile = "streamae.db.new";

    // Of a database file: itself, its write-ahead log, the log's index.
    private static readonly string[] DatabaseSuffixes = ["", "-wal", "-shm"];

    private readonly FolderLock _folder;
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly Lock _writing = new();
    private readonly Database _writer;
    private readonly ChangeLog _changes;
    private readonly Checkpointer _checkpointer;
    private readonly CommitWriter _commits;
    private readonly OutboxWriter _taken;
    private readonly OverrideTable _overrides;
    private readonly RequestTable _requests;
    private readonly RequestTable _pending;
    private readonly TimeProvider _time;
    private readonly Lock _reading = new();
    private readonly Database _reader;
    private readonly OutboxReader _outbox;
    private readonly ScoreReader _scores;

    // Of its own: looking up thousands of entities keeps no sink waiting.
    private readonly Lock _finding = new();
    private readonly Database _finder;
    private readonly EntityFinder _entities;
    private readonly HashSet<Database> _views = [];
    private bool _disposed;

    private SqliteStateStore(FolderLock folder, string path, Database writer, IReadOnlyList<string> sinks, StoreOptions options, ILogger logger)
    {
        _folder = folder;
        _path = path;
        _logger = logger;
        _writer = writer;
        _changes = new ChangeLog(writer, options.LoggedBytes);
        _changes.Recover();
        _checkpointer = new Checkpointer(path);
        _commits = new CommitWriter(writer, _changes, _checkpointer, sinks, options);
        _taken = new OutboxWriter(writer);
        _overrides = new OverrideTable(writer, options.Time);
        _requests = new RequestTable(writer);
        _time = options.Time;
        _reader = Database.Open(path, DatabaseUse.Read);
        _pending = new RequestTable(_reader);
        _outbox = new OutboxReader(_reader);
        _scores = new ScoreReader(_reader, read => Locked(_reading, () =>
        {
            read();
            return true;
        }));
        _finder = Database.Open(path, DatabaseUse.Find);
        _entities = new EntityFinder(_finder, _changes);
    }

    internal Database Writer => _writer;

    /// <summary>Of the store's files in a folder; null where there is none.</summary>
    public static long? BytesOf(string folder)
    {
        FileInfo[] files = [.. DatabaseSuffixes.Select(suffix => new FileInfo(Path.Combine(folder, StoreFile + suffix))).Where(f => f.Exists)];
        return files.Length == 0 ? null : files.Sum(f => f.Length);
    }

    /// <param name="folder">Made where it does not exist.</param>
    /// <param name="sinks">Names of the sinks that each alert is for, unique. One that is new gets the alerts from now on; what waits for
    /// one that is left out waits until it returns.</param>
    /// <param name="options">What is kept beyond the state; null for the defaults.</param>
    /// <param name="logger">Hears of migrations.</param>
    /// <exception cref="InvalidDataException">The file is damaged, no store, or from a newer version of the program.</exception>
    /// <exception cref="IOException">Another process has the folder, or it cannot be written.</exception>
    public static SqliteStateStore Open(string folder, IReadOnlyList<string> sinks, StoreOptions? options = null, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string[] names = StoreErrors.VerifySinks(sinks);
        options ??= new StoreOptions();
        options.Validate();
        Directory.CreateDirectory(folder);
        FolderLock held = FolderLock.Take(folder);
        Database? writer = null;
        try
        {
            string path = Path.Combine(folder, StoreFile);
            if (!File.Exists(path))
            {
                Create(folder, path, options.Time);
            }

            if (new FileInfo(path).Length == 0)
            {
                throw new InvalidDataException($"{path} is empty. Restore it from a copy, or remove it to start anew.");
            }

            writer = Database.Open(path, DatabaseUse.Write);
            long version = StoreSchema.Verify(writer);
            StoreSchema.UseLog(writer);
            logger ??= NullLogger.Instance;
            StoreSchema.Migrate(writer, version, options.Time.UnixTicks(), logger);
            return new SqliteStateStore(held, path, writer, names, options, logger);
        }
        catch
        {
            writer?.Dispose();
            held.Dispose();
            throw;
        }
    }

    /// <summary>Deletes what a store has in a folder; the next one there begins anew. Other files stay.</summary>
    /// <param name="folder">Made where it does not exist.</param>
    /// <exception cref="IOException">Another process has the folder, or it cannot be written.</exception>
    public static void Erase(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        Directory.CreateDirectory(folder);
        using FolderLock held = FolderLock.Take(folder);
        Delete(Path.Combine(folder, NewFile));
        Delete(Path.Combine(folder, StoreFile));
    }

    public StoredMonitor? Load(string monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        lock (_writing)
        {
            // The view begins before anything can be committed that is in the log only.
            ObjectDisposedException.ThrowIf(_disposed, this);
            _changes.Fold();
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
    }

    public IReadOnlyList<StoredEntity?> Find(string monitor, IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        ArgumentNullException.ThrowIfNull(keys);
        return Locked(_finding, () => _entities.Find(monitor, keys));
    }

    public SourceClaim Claim(string monitor, string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(monitor);
        ArgumentException.ThrowIfNullOrEmpty(source);
        return Locked(_writing, () => _commits.Claim(monitor, source));
    }

    public CommitOutcome Commit(IReadOnlyList<Poll> polls)
    {
        ArgumentNullException.ThrowIfNull(polls);
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return polls.Count > 0 ? _commits.Write(polls) : CommitOutcome.Complete;
        }
    }

    public IReadOnlyList<Alert> ReadOutbox(string sink, int max)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        return Locked(_reading, () => _outbox.ReadAlerts(sink, max));
    }

    public IReadOnlyDictionary<string, long> CountOutbox() => Locked(_reading, _outbox.Count);

    public IReadOnlyList<StoredAlert> ReadAlerts(long after, int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        return Locked(_reading, () => _outbox.ReadAll(after, max));
    }

    public void MarkPublished(string sink, IReadOnlyList<string> alertIds)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(alertIds);
        Locked(_writing, () => _taken.RemoveAlerts(sink, alertIds));
    }

    public IReadOnlyList<StoredRecords> ReadRecords(string sink, int maxBytes)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return Locked(_reading, () => _outbox.ReadRecords(sink, maxBytes));
    }

    public void MarkRecordsPublished(string sink, IReadOnlyList<long> sequences)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(sequences);
        Locked(_writing, () => _taken.RemoveRecords(sink, sequences));
    }

    public void PutOverride(ThresholdOverride change)
    {
        OverrideRules.Verify(change);
        Locked(_writing, () => _overrides.Put(change));
    }

    public bool RemoveOverride(OverrideScope scope, string author, string reason)
    {
        OverrideRules.Verify(scope);
        OverrideRules.Verify(author, reason);
        return Locked(_writing, () => _overrides.Remove(scope, author, reason));
    }

    public IReadOnlyList<ThresholdOverride> ExpireOverrides() => Locked(_writing, _overrides.Expire);

    public IReadOnlyList<ThresholdOverride> ListOverrides(string monitor) => Locked(_writing, () => _overrides.List(monitor));

    public IReadOnlyList<OverrideChange> ReadOverrideAudit(string monitor, int max) =>
        Locked(_writing, () => _overrides.ReadAudit(monitor, max));

    public long Append(OperatorRequest request)
    {
        RequestRules.Verify(request);
        return Locked(_writing, () => _requests.Append(request));
    }

    public IReadOnlyList<OperatorRequest> ReadPending(string monitor, int max) =>
        Locked(_reading, () => _pending.ReadPending(monitor, max, _time.UnixTicks()));

    public IReadOnlyList<RequestRecord> ReadRequests(string monitor, int max) => Locked(_reading, () => _pending.ReadAll(monitor, max));

    public EntityModel? ReadVersion(string monitor, string entity, int version) =>
        Locked(_reading, () => _pending.ReadVersion(monitor, entity, version));

    public IEnumerable<StoredScore> ReadScores(string monitor, long from, long to, string? entity = null)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        return ScoreWalk.Read(_scores, monitor, from, to, entity);
    }

    /// <summary>Ends what is still being read, and lets go of the folder.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            lock (_reading)
            {
                lock (_finding)
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
                    _finder.Dispose();

                    FoldIfPossible();
                    _checkpointer.Dispose();

                    // The last connection moves the write-ahead log into the file.
                    _writer.Dispose();
                    _folder.Dispose();
                }
            }
        }
    }

    /// <summary>Makes the store under another name first: a file that is there is whole, whenever the process ends.</summary>
    private static void Create(string folder, string path, TimeProvider time)
    {
        if (File.Exists(path + "-wal"))
        {
            throw new InvalidDataException(
                $"{path} is missing, but its log {path}-wal is there. Put the file back, or remove the log to start anew without what they hold.");
        }

        string newPath = Path.Combine(folder, NewFile);
        Delete(newPath);

        using (Database created = Database.Open(newPath, DatabaseUse.Create))
        {
            StoreSchema.Create(created, time.UnixTicks());
        }

        File.Move(newPath, path);
    }

    private static void Delete(string database)
    {
        // The file before its log: a log without its file is noticed, a file without its log is not.
        foreach (string suffix in DatabaseSuffixes)
        {
            File.Delete(database + suffix);
        }
    }

    /// <summary>A store at rest has everything in its rows. One that cannot be written keeps its log, and the next to open it reads that.</summary>
    private void FoldIfPossible()
    {
        try
        {
            _changes.Fold();
        }
        catch (Exception error) when (error is SqliteException or IOException or InvalidDataException)
        {
            StoreLog.NotFolded(_logger, _path, error);
        }
    }

    /// <summary>Runs <paramref name="work"/> while nobody else uses the connection of that lock.</summary>
    private T Locked<T>(Lock connection, Func<T> work)
    {
        lock (connection)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return work();
        }
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
