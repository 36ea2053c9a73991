using Microsoft.Data.Sqlite;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Storage.Overrides;
using StreamAe.Storage.Scores;
using StreamAe.Storage.Sqlite;

namespace StreamAe.Storage;

/// <summary>
/// The embedded store as an operator uses it: beside the service that owns the folder, whose lock it does not take. It writes requests,
/// overrides and replays of dead letters, each in a short transaction for which a commit of the service waits at most; entities, models and positions are the service's.
/// </summary>
public sealed class SqliteOperatorStore : IOperatorStore
{
    private readonly Lock _gate = new();
    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly RequestTable _requests;
    private readonly VersionReader _versions;
    private readonly OverrideTable _overrides;
    private readonly ScoreReader _scores;
    private readonly AlertReader _alerts;
    private readonly LetterReplayTable _letters;

    private SqliteOperatorStore(Database database, TimeProvider time)
    {
        _database = database;
        _time = time;
        _requests = new RequestTable(database);
        _versions = new VersionReader(database);
        _overrides = new OverrideTable(database, time);
        _alerts = new AlertReader(database);
        _letters = new LetterReplayTable(database);
        _scores = new ScoreReader(database, read => Locked(() =>
        {
            read();
            return true;
        }));
    }

    /// <param name="folder">The data folder of a service, which may be running.</param>
    /// <param name="time">Null for the system's.</param>
    /// <exception cref="IOException">There is no store, or it cannot be written.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, no store, or of another version of the program.</exception>
    public static SqliteOperatorStore Open(string folder, TimeProvider? time = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string path = Path.Combine(folder, SqliteStateStore.StoreFile);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no store {path}: no service has run with this data folder. Give the folder of one that has.", path);
        }

        Database database = Database.Open(path, DatabaseUse.Operate);
        try
        {
            long version = StoreSchema.Verify(database);
            return version == StoreSchema.Version
                ? new SqliteOperatorStore(database, time ?? TimeProvider.System)
                : throw StoreErrors.OlderVersion(path, version, StoreSchema.Version);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public long Append(OperatorRequest request)
    {
        RequestRules.Verify(request);
        return Locked(() => _requests.Append(request));
    }

    public IReadOnlyList<OperatorRequest> ReadPending(string monitor, int max) => Locked(() => _requests.ReadPending(monitor, max, _time.UnixTicks()));

    public IReadOnlyList<RequestRecord> ReadRequests(string monitor, int max) => Locked(() => _requests.ReadAll(monitor, max));

    public EntityModel? ReadVersion(string monitor, string entity, int version) => Locked(() => _requests.ReadVersion(monitor, entity, version));

    public IReadOnlyList<string> ListMonitors() => Locked(_versions.ListMonitors);

    public bool HasEntity(string monitor, string entity) => Locked(() => _versions.Find(monitor, entity)) is not null;

    public long CountEntities(string monitor) => Locked(() => _versions.Count(monitor));

    public IReadOnlyList<string> FindEntities(string monitor, string text, string after, int max) =>
        Locked(() => _versions.Search(monitor, text, after, max));

    public IEnumerable<VersionRecord> ReadVersions(string monitor, string? entity = null)
    {
        if (entity is not null)
        {
            return Locked(() => _versions.Find(monitor, entity) is long row ? _versions.Read(row, entity) : []);
        }

        return ReadAll(monitor);
    }

    public void PutOverride(ThresholdOverride change)
    {
        OverrideRules.Verify(change);
        Locked(() => _overrides.Put(change));
    }

    public bool RemoveOverride(OverrideScope scope, string author, string reason)
    {
        OverrideRules.Verify(scope);
        OverrideRules.Verify(author, reason);
        return Locked(() => _overrides.Remove(scope, author, reason));
    }

    public IReadOnlyList<ThresholdOverride> ExpireOverrides() => Locked(_overrides.Expire);

    public IReadOnlyList<ThresholdOverride> ListOverrides(string monitor) => Locked(() => _overrides.List(monitor));

    public IReadOnlyList<OverrideChange> ReadOverrideAudit(string monitor, int max) => Locked(() => _overrides.ReadAudit(monitor, max));

    public IEnumerable<StoredScore> ReadScores(string monitor, long from, long to, string? entity = null) =>
        ScoreWalk.Read(_scores, monitor, from, to, entity);

    public IReadOnlyList<StoredAlert> FindAlerts(string monitor, string? entity, long before, int max)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        return Locked(() => _alerts.Find(monitor, entity, before, max));
    }

    public Alert? FindAlert(string id) => Locked(() => _alerts.Find(id));

    public IReadOnlyList<RecordedAlert> ReadAlerts(string monitor, long from, long to) => Locked(() => _alerts.Read(monitor, from, to));

    public (LetterReplay Replay, bool IsNew) BeginReplay(LetterReplay replay, bool again)
    {
        OverrideRules.Verify(replay.Author, replay.Reason);
        return Locked(() => _letters.Begin(replay, again));
    }

    public void EndReplay(long sequence, long copy) => Locked(() =>
    {
        _letters.End(sequence, copy);
        return true;
    });

    public void WithdrawReplay(long sequence) => Locked(() =>
    {
        _letters.Withdraw(sequence);
        return true;
    });

    public IReadOnlyList<LetterReplay> ReadReplays(string monitor, int max) => Locked(() => _letters.ReadAll(monitor, max));

    public void Dispose()
    {
        lock (_gate)
        {
            _database.Dispose();
        }
    }

    /// <summary>An entity at a time: nothing stays open in between.</summary>
    private IEnumerable<VersionRecord> ReadAll(string monitor)
    {
        long row = 0;
        while (Locked(() => _versions.Next(monitor, row)) is (long next, string key))
        {
            row = next;
            foreach (VersionRecord version in Locked(() => _versions.Read(next, key)))
            {
                yield return version;
            }
        }
    }

    private T Locked<T>(Func<T> work)
    {
        lock (_gate)
        {
            try
            {
                return work();
            }
            catch (SqliteException error)
            {
                throw new IOException($"{_database.Path} cannot be used: {error.Message}", error);
            }
        }
    }
}
