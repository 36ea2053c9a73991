using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Overrides;
using StreamAe.Storage.Postgres;
using StreamAe.Storage.Scores;

namespace StreamAe.Storage;

/// <summary>
/// The shared store: a schema of a PostgreSQL database (15 or newer) that several processes use at once, each under a name of its own. What a
/// commit wrote is on the server's disk when it returns. A source that was claimed belongs to the process that claimed it last; a commit of
/// any other, however late it wakes, changes nothing of it. Each process publishes what it committed itself, and what waits of the sources
/// that it claims.
/// One connection commits and claims, under a lock; everything else runs beside it on connections of its own. A lost server shows as calls
/// that throw; they work again once it is back.
/// </summary>
public sealed class PostgresStateStore : IStateStore, IOverrideStore, IScoreStore, IRequestStore
{
    private readonly Server _server;
    private readonly Lock _writing = new();
    private readonly InstanceConnection _instance;
    private readonly CommitWriter _commits;
    private readonly SharedProgress _progress = new();
    private readonly MonitorReader _monitors;
    private readonly Outbox _outbox;
    private readonly OverrideTable _overrides;
    private readonly RequestTable _requests;
    private readonly ScoreReader _scores;
    private volatile bool _disposed;

    private PostgresStateStore(Server server, InstanceConnection instance, IReadOnlyList<string> sinks, PostgresOptions options)
    {
        _server = server;
        _instance = instance;
        _commits = new CommitWriter(sinks, _progress, options);
        _monitors = new MonitorReader(server);
        _outbox = new Outbox(server);
        _overrides = new OverrideTable(server, options.Time);
        _requests = new RequestTable(server, options.Time);
        _scores = new ScoreReader(server);
    }

    /// <param name="connectionString">As Npgsql reads it: <c>Host=…;Port=…;Database=…;Username=…;Password=…</c>.</param>
    /// <param name="sinks">Names of the sinks that each alert is for, unique. One that is new gets the alerts from now on; what waits for
    /// one that is left out waits until it returns.</param>
    /// <param name="instance">The name of this process, the same after a restart and unique among those that run.</param>
    /// <param name="options">What is kept beyond the state, schema and time limits; null for the defaults.</param>
    /// <param name="logger">Hears of migrations and lost connections.</param>
    /// <exception cref="InvalidDataException">The schema is no store, or from a newer version of the program.</exception>
    /// <exception cref="IOException">There is no such database, its server is too old, or another process has the name.</exception>
    /// <exception cref="UnauthorizedAccessException">The server refuses the user, or what must be done.</exception>
    /// <exception cref="NpgsqlException">The server does not answer.</exception>
    public static PostgresStateStore Open(
        string connectionString, IReadOnlyList<string> sinks, string instance, PostgresOptions? options = null, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        ArgumentException.ThrowIfNullOrWhiteSpace(instance);
        string[] names = StoreErrors.VerifySinks(sinks);
        options ??= new PostgresOptions();
        options.Validate();
        logger ??= NullLogger.Instance;
        var server = Server.Of(connectionString, instance, options);
        var connection = new InstanceConnection(server, instance, options, logger);
        try
        {
            server.Use(c =>
            {
                PostgresSchema.Prepare(c, options.Schema, server.Name, logger);
                return true;
            });
            connection.Get();
            return new PostgresStateStore(server, connection, names, options);
        }
        catch (Exception error)
        {
            connection.Dispose();
            server.Dispose();
            if (error is PostgresException refusal)
            {
                ConnectionErrors.ThrowIfKnown(server.Name, refusal);
            }

            throw;
        }
    }

    public void Ping()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _server.Use(connection =>
        {
            using var question = new NpgsqlCommand("SELECT 1", connection);
            return question.ExecuteScalar();
        });
    }

    public StoredMonitor? Load(string monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        ObjectDisposedException.ThrowIf(_disposed, this);
        StoredMonitor? stored = _monitors.Read(monitor);
        _progress.Loaded(monitor, stored?.Progress.Observations ?? 0);
        return stored;
    }

    public IReadOnlyList<StoredEntity?> Find(string monitor, IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        ArgumentNullException.ThrowIfNull(keys);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _monitors.Find(monitor, keys);
    }

    public SourceClaim Claim(string monitor, string source)
    {
        ArgumentException.ThrowIfNullOrEmpty(monitor);
        ArgumentException.ThrowIfNullOrEmpty(source);
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            NpgsqlConnection connection = _instance.Get();
            return _commits.Claim(connection, _instance.Id, monitor, source);
        }
    }

    public CommitOutcome Commit(IReadOnlyList<Poll> polls)
    {
        ArgumentNullException.ThrowIfNull(polls);
        lock (_writing)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (polls.Count == 0)
            {
                return CommitOutcome.Complete;
            }

            NpgsqlConnection connection = _instance.Get();
            return _commits.Write(connection, _instance.Id, polls);
        }
    }

    public IReadOnlyList<Alert> ReadOutbox(string sink, int max)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _outbox.ReadAlerts(_instance.Id, sink, max);
    }

    public IReadOnlyDictionary<string, long> CountOutbox()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _outbox.Count(_instance.Id);
    }

    public IReadOnlyList<StoredAlert> ReadAlerts(long after, int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _outbox.ReadAll(after, max);
    }

    public void MarkPublished(string sink, IReadOnlyList<string> alertIds)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(alertIds);
        ObjectDisposedException.ThrowIf(_disposed, this);
        _outbox.RemoveAlerts(sink, alertIds);
    }

    public IReadOnlyList<StoredRecords> ReadRecords(string sink, int maxBytes)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _outbox.ReadRecords(_instance.Id, sink, maxBytes);
    }

    public void MarkRecordsPublished(string sink, IReadOnlyList<long> sequences)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ArgumentNullException.ThrowIfNull(sequences);
        ObjectDisposedException.ThrowIf(_disposed, this);
        _outbox.RemoveRecords(sink, sequences);
    }

    public void PutOverride(ThresholdOverride change)
    {
        OverrideRules.Verify(change);
        ObjectDisposedException.ThrowIf(_disposed, this);
        _overrides.Put(change);
    }

    public bool RemoveOverride(OverrideScope scope, string author, string reason)
    {
        OverrideRules.Verify(scope);
        OverrideRules.Verify(author, reason);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _overrides.Remove(scope, author, reason);
    }

    public IReadOnlyList<ThresholdOverride> ExpireOverrides()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _overrides.Expire();
    }

    public IReadOnlyList<ThresholdOverride> ListOverrides(string monitor)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _overrides.List(monitor);
    }

    public IReadOnlyList<OverrideChange> ReadOverrideAudit(string monitor, int max)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _overrides.ReadAudit(monitor, max);
    }

    public long Append(OperatorRequest request)
    {
        RequestRules.Verify(request);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _requests.Append(request);
    }

    public IReadOnlyList<OperatorRequest> ReadPending(string monitor, int max)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _requests.ReadPending(monitor, max);
    }

    public IReadOnlyList<RequestRecord> ReadRequests(string monitor, int max)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _requests.ReadAll(monitor, max);
    }

    public EntityModel? ReadVersion(string monitor, string entity, int version)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _requests.ReadVersion(monitor, entity, version);
    }

    public IEnumerable<StoredScore> ReadScores(string monitor, long from, long to, string? entity = null)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return ScoreWalk.Read(_scores, monitor, from, to, entity);
    }

    /// <summary>Ends what is still being read, and gives the name of the instance back.</summary>
    public void Dispose()
    {
        lock (_writing)
        {
            if (!_disposed)
            {
                _disposed = true;
                _monitors.Dispose();
                _instance.Dispose();
                _server.Dispose();
            }
        }
    }
}
