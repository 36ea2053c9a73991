using System.Globalization;
using Npgsql;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Commits;

namespace StreamAe.Storage.Postgres;

/// <summary>
/// Writes polls, all of a commit in one transaction. It begins with a lock on the positions of the sources, in the order of their ids: who
/// holds them compares epochs with what no claim can change any more. The counts of the monitors, which all processes share, come last, so
/// that they are locked shortly. Not safe for concurrent use.
/// </summary>
internal sealed class CommitWriter(IReadOnlyList<string> sinks, SharedProgress progress, PostgresOptions options)
{
    private readonly CommitRows _rows = new();
    private readonly CommitBatch _batch = new(sinks, options);
    private readonly NewEntities _newEntities = new();
    private readonly RetentionSchedule _retention = new(options.Time);

    /// <summary>Epochs of the sources that were claimed here.</summary>
    private readonly Dictionary<(string Monitor, string Source), long> _claims = [];

    // Polls of the present commit that turned out to be durable, and the sources that were lost with them.
    private readonly HashSet<PollId> _settled = [];
    private readonly HashSet<LostSource> _settledLost = [];
    private UnsureCommit? _unsure;

    public SourceClaim Claim(NpgsqlConnection connection, int instance, string monitor, string source)
    {
        long row = CommitRows.PutMonitor(connection, monitor);
        SourceClaim claim;
        try
        {
            claim = Claim(connection, instance, row, source, options.PausedTransactionTimeout);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            StuckOwner.End(connection, options, instance, row, source);
            claim = Claim(connection, instance, row, source, options.StatementTimeout);
        }

        _claims[(monitor, source)] = claim.Epoch;
        return claim;
    }

    public CommitOutcome Write(NpgsqlConnection connection, int instance, IReadOnlyList<Poll> polls)
    {
        Settle(connection, instance, polls);
        Poll[] rest = [.. polls.Where(p => !_settled.Contains(PollId.Of(p)))];
        if (rest.Length > 0)
        {
            _settledLost.UnionWith(WriteNew(connection, instance, rest));
        }

        CommitOutcome outcome = _settledLost.Count == 0 ? CommitOutcome.Complete : new CommitOutcome([.. _settledLost]);
        _settled.Clear();
        _settledLost.Clear();
        return outcome;
    }

    /// <summary>
    /// Finds out what became of a commit whose answer was lost with the connection. It left its token with the instance if it was done, and
    /// then its polls, which come again, are not written twice.
    /// </summary>
    private void Settle(NpgsqlConnection connection, int instance, IReadOnlyList<Poll> polls)
    {
        if (_unsure is not UnsureCommit unsure)
        {
            return;
        }

        if (connection.Scalar("SELECT last_commit FROM instance WHERE id = $1", Sql.Int32(instance)) is Guid token && token == unsure.Token)
        {
            _settled.UnionWith(unsure.Polls);
            _settledLost.UnionWith(unsure.Lost);
            foreach (Poll poll in polls.Where(p => unsure.Polls.Contains(PollId.Of(p))))
            {
                _rows.Resolve(connection, poll);
                progress.Add(_rows.MonitorOf(poll).Monitor, poll, counts: false);
            }

            progress.Accept();
        }

        _unsure = null;
    }

    private LostSource[] WriteNew(NpgsqlConnection connection, int instance, IReadOnlyList<Poll> polls)
    {
        try
        {
            foreach (Poll poll in polls)
            {
                _rows.Resolve(connection, poll);
            }

            using NpgsqlTransaction transaction = connection.BeginTransaction();
            HashSet<long> lost = LockSources(connection, polls);
            LostSource[] lostSources =
                [.. polls.Where(p => lost.Contains(_rows.PositionOf(p))).Select(p => new LostSource(p.Plans.Definition.Name, p.Source)).Distinct()];
            Gather(connection, polls, lost);
            long now = options.Time.UnixTicks();
            bool retains = _retention.IsDue;
            Guid token = Guid.NewGuid();
            bool more = _batch.Execute(connection, instance, token, progress.Changes, now, retains);
            _unsure = new UnsureCommit(token, [.. polls.Select(PollId.Of)], lostSources);
            transaction.Commit();
            _unsure = null;
            progress.Accept();
            if (retains)
            {
                _retention.Done(more);
            }

            return lostSources;
        }
        catch
        {
            _rows.Clear();
            _batch.Forget();
            progress.Forget();
            throw;
        }
        finally
        {
            _batch.Clear();
            _newEntities.Clear();
        }
    }

    private static SourceClaim Claim(NpgsqlConnection connection, int instance, long monitor, string source, TimeSpan patience)
    {
        using NpgsqlTransaction transaction = connection.BeginTransaction();
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"SET LOCAL lock_timeout = {patience.TotalMilliseconds:0}"));
        (long position, SourceClaim claim) = RaiseEpoch(connection, instance, monitor, source);

        // What waits for sinks goes out here from now on; its old owner may be gone for good.
        connection.Execute("UPDATE outbox SET owner = $2 WHERE position = $1 AND owner <> $2", Sql.Int64(position), Sql.Int32(instance));
        connection.Execute("UPDATE record SET owner = $2 WHERE position = $1 AND owner <> $2", Sql.Int64(position), Sql.Int32(instance));
        transaction.Commit();
        return claim;
    }

    private static (long Position, SourceClaim Claim) RaiseEpoch(NpgsqlConnection connection, int instance, long monitor, string source)
    {
        using NpgsqlCommand command = connection.Command("""
            INSERT INTO position (monitor, source, epoch, owner) VALUES ($1, $2, 1, $3)
            ON CONFLICT (monitor, sha256(source)) DO UPDATE SET epoch = position.epoch + 1, owner = excluded.owner
            RETURNING id, epoch, next
            """, Sql.Int64(monitor), Sql.Name(source), Sql.Int32(instance));
        using NpgsqlDataReader reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), new SourceClaim(reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt64(2)));
    }

    /// <returns>Positions of those that have another owner by now.</returns>
    private HashSet<long> LockSources(NpgsqlConnection connection, IReadOnlyList<Poll> polls)
    {
        var expected = new Dictionary<long, long?>();
        foreach (Poll poll in polls)
        {
            expected[_rows.PositionOf(poll)] = _claims.TryGetValue((poll.Plans.Definition.Name, poll.Source), out long claimed) ? claimed : null;
        }

        var lost = new HashSet<long>();
        int found = 0;
        using NpgsqlCommand command = connection.Command(
            "SELECT id, epoch FROM position WHERE id = ANY($1) ORDER BY id FOR UPDATE", Sql.Array(expected.Keys.ToList()));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            found++;
            if (expected[reader.GetInt64(0)] is long epoch && epoch != reader.GetInt64(1))
            {
                lost.Add(reader.GetInt64(0));
            }
        }

        return found == expected.Count
            ? lost
            : throw new InvalidDataException("Positions of sources are gone from the database: was an older copy put back? The commit will be tried again.");
    }

    private void Gather(NpgsqlConnection connection, IReadOnlyList<Poll> polls, HashSet<long> lost)
    {
        Poll[] kept = [.. polls.Where(p => !lost.Contains(_rows.PositionOf(p)))];
        foreach (Poll poll in kept)
        {
            _newEntities.Collect(_rows.MonitorOf(poll), poll);
        }

        _newEntities.Insert(connection);
        foreach (Poll poll in polls)
        {
            progress.Add(_rows.MonitorOf(poll).Monitor, poll, counts: !lost.Contains(_rows.PositionOf(poll)));
        }

        foreach (Poll poll in kept)
        {
            _batch.Add(_rows.MonitorOf(poll), _rows.PositionOf(poll), poll);
        }
    }

    /// <summary>A commit that was sent and not answered.</summary>
    private sealed record UnsureCommit(Guid Token, HashSet<PollId> Polls, LostSource[] Lost);

    /// <summary>Tells a poll that comes again.</summary>
    private readonly record struct PollId(string Monitor, string Source, long EndPosition, int Rows)
    {
        public static PollId Of(Poll poll) => new(poll.Plans.Definition.Name, poll.Source, poll.Batch.EndPosition, poll.Batch.Count);
    }
}
