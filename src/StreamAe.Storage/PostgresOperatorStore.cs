using Npgsql;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Storage.Overrides;
using StreamAe.Storage.Postgres;
using StreamAe.Storage.Scores;

namespace StreamAe.Storage;

/// <summary>The shared store as an operator uses it: as no instance, beside the services that do. It writes requests, overrides
/// and replays of dead letters.</summary>
public sealed class PostgresOperatorStore : IOperatorStore
{
    private readonly Server _server;
    private readonly RequestTable _requests;
    private readonly VersionReader _versions;
    private readonly OverrideTable _overrides;
    private readonly ScoreReader _scores;
    private readonly LetterReplayTable _letters;

    private PostgresOperatorStore(Server server, TimeProvider time)
    {
        _server = server;
        _requests = new RequestTable(server, time);
        _versions = new VersionReader(server);
        _overrides = new OverrideTable(server, time);
        _scores = new ScoreReader(server);
        _letters = new LetterReplayTable(server);
    }

    /// <exception cref="InvalidDataException">The schema is no store, or of another version of the program.</exception>
    /// <exception cref="IOException">There is no such database, no store in it, or its server is too old.</exception>
    /// <exception cref="NpgsqlException">The server does not answer.</exception>
    public static PostgresOperatorStore Open(string connectionString, PostgresOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        options ??= new PostgresOptions();
        options.Validate();
        var server = Server.Of(connectionString, "operator", options);
        try
        {
            server.Use(connection =>
            {
                PostgresSchema.Verify(connection, options.Schema, server.Name);
                return true;
            });
            return new PostgresOperatorStore(server, options.Time);
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    public long Append(OperatorRequest request)
    {
        RequestRules.Verify(request);
        return _requests.Append(request);
    }

    public IReadOnlyList<OperatorRequest> ReadPending(string monitor, int max) => _requests.ReadPending(monitor, max);

    public IReadOnlyList<RequestRecord> ReadRequests(string monitor, int max) => _requests.ReadAll(monitor, max);

    public EntityModel? ReadVersion(string monitor, string entity, int version) => _requests.ReadVersion(monitor, entity, version);

    public IReadOnlyList<string> ListMonitors() => _versions.ListMonitors();

    public bool HasEntity(string monitor, string entity) => _versions.Find(monitor, entity) is not null;

    public long CountEntities(string monitor) => _versions.Count(monitor);

    public IReadOnlyList<string> FindEntities(string monitor, string text, string after, int max) => _versions.Search(monitor, text, after, max);

    public IEnumerable<VersionRecord> ReadVersions(string monitor, string? entity = null)
    {
        if (entity is not null)
        {
            return _versions.Find(monitor, entity) is long row ? _versions.Read(row, entity) : [];
        }

        return ReadAll(monitor);
    }

    public void PutOverride(ThresholdOverride change)
    {
        OverrideRules.Verify(change);
        _overrides.Put(change);
    }

    public bool RemoveOverride(OverrideScope scope, string author, string reason)
    {
        OverrideRules.Verify(scope);
        OverrideRules.Verify(author, reason);
        return _overrides.Remove(scope, author, reason);
    }

    public IReadOnlyList<ThresholdOverride> ExpireOverrides() => _overrides.Expire();

    public IReadOnlyList<ThresholdOverride> ListOverrides(string monitor) => _overrides.List(monitor);

    public IReadOnlyList<OverrideChange> ReadOverrideAudit(string monitor, int max) => _overrides.ReadAudit(monitor, max);

    public IEnumerable<StoredScore> ReadScores(string monitor, long from, long to, string? entity = null) =>
        ScoreWalk.Read(_scores, monitor, from, to, entity);

    public IReadOnlyList<StoredAlert> FindAlerts(string monitor, string? entity, long before, int max)
    {
        ArgumentNullException.ThrowIfNull(monitor);
        ArgumentOutOfRangeException.ThrowIfNegative(max);
        return AlertReader.Find(_server, monitor, entity, before, max);
    }

    public Alert? FindAlert(string id) => AlertReader.Find(_server, id);

    public IReadOnlyList<RecordedAlert> ReadAlerts(string monitor, long from, long to) => AlertReader.Read(_server, monitor, from, to);

    public (LetterReplay Replay, bool IsNew) BeginReplay(LetterReplay replay, bool again)
    {
        OverrideRules.Verify(replay.Author, replay.Reason);
        return _letters.Begin(replay, again);
    }

    public void EndReplay(long sequence, long copy) => _letters.End(sequence, copy);

    public void WithdrawReplay(long sequence) => _letters.Withdraw(sequence);

    public IReadOnlyList<LetterReplay> ReadReplays(string monitor, int max) => _letters.ReadAll(monitor, max);

    public void Dispose() => _server.Dispose();

    private IEnumerable<VersionRecord> ReadAll(string monitor)
    {
        long row = 0;
        while (_versions.Next(monitor, row) is (long next, string key))
        {
            row = next;
            foreach (VersionRecord version in _versions.Read(next, key))
            {
                yield return version;
            }
        }
    }
}
