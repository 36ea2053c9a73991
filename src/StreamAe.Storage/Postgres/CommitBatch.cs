using System.Text.Json;
using Npgsql;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;
using StreamAe.Storage.Commits;
using StreamAe.Storage.Scores;

namespace StreamAe.Storage.Postgres;

/// <summary>What a commit writes, gathered, and sent as two streams of rows and one batch of statements.</summary>
internal sealed class CommitBatch(IReadOnlyList<string> sinks, PostgresOptions options)
{
    private readonly ChangedStates _changed = new();
    private readonly ScoreBlob _scoreBlob = new();
    private readonly Dictionary<long, long> _positions = [];
    private readonly ModelBatch _models = new();
    private readonly TrainingBatch _trainings = new();
    private readonly OutcomeBatch _outcomes = new();
    private readonly CohortBatch _cohorts = new();
    private readonly List<(Alert Alert, long Monitor, long Entity, long Position)> _alerts = [];
    private readonly List<(long Position, string Sink, ReadOnlyMemory<byte> Bytes)> _records = [];
    private readonly List<(long Monitor, long First, long Last, byte[] Bytes)> _scores = [];

    public void Clear()
    {
        _changed.Clear();
        _positions.Clear();
        _models.Clear();
        _trainings.Clear();
        _outcomes.Clear();
        _cohorts.Clear();
        _alerts.Clear();
        _records.Clear();
        _scores.Clear();
    }

    /// <summary>After a failure: nothing of what was executed is there.</summary>
    public void Forget() => _cohorts.Forget();

    public void Add(MonitorRows rows, long position, Poll poll)
    {
        _positions[position] = poll.Batch.EndPosition;
        _cohorts.Add(rows.Plans[poll.Plan], position, poll);
        int kept = poll.Plans.Definition.Training.KeepVersions;
        foreach (ShardPart part in poll.Parts)
        {
            StateBuffer.Reader reader = part.States.GetReader();
            while (reader.ReadEntity(out int entity, out ReadOnlyMemory<byte> state, out int pages))
            {
                long row = rows.Get(entity);
                _changed.AddState(row, state);
                _changed.AddPages(row, ref reader, pages);
            }
        }

        foreach (ShardPart part in poll.Parts)
        {
            foreach (ModelPromotion promotion in part.Promotions)
            {
                _models.Add(rows.Get(promotion.Entity), promotion, position, kept);
            }

            foreach (TrainingEvent ended in TrainingRows.Of(part))
            {
                _trainings.Add(rows.Get(ended.Number), ended.Result, kept);
            }

            foreach (RequestOutcome outcome in part.Requests)
            {
                _outcomes.Add(outcome);
            }

            foreach (Alert alert in part.Alerts)
            {
                _alerts.Add((alert, rows.Monitor, rows.Get(alert), position));
            }
        }

        foreach (RecordBuffer records in poll.Records)
        {
            if (records.Count > 0)
            {
                _records.Add((position, records.Sink, records.Bytes));
            }
        }

        if (options.ScoreRetention is not null)
        {
            _scoreBlob.Set(poll, rows);
            if (_scoreBlob.Count > 0)
            {
                _scores.Add((rows.Monitor, _scoreBlob.First, _scoreBlob.Last, _scoreBlob.Bytes.ToArray()));
            }
        }
    }

    /// <param name="token">What the instance is left with, as a sign that all of this was done.</param>
    /// <param name="retains">Whether what is too old goes with it.</param>
    /// <returns>Whether more is too old than went.</returns>
    public bool Execute(
        NpgsqlConnection connection, int instance, Guid token, IReadOnlyDictionary<long, MonitorProgress> progress, long now, bool retains)
    {
        ReadOnlySpan<ChangedStates.Blob> changed = _changed.States();
        ReadOnlySpan<ChangedStates.Blob> pages = _changed.Pages();
        StateCopy.Send(connection, changed, pages);
        using var batch = new NpgsqlBatch(connection);
        NpgsqlBatchCommand? states = changed.IsEmpty ? null : Add(batch, StateCopy.WriteStates);
        if (!pages.IsEmpty)
        {
            Add(batch, StateCopy.WritePages);
        }

        _cohorts.AddTo(batch);
        _models.AddTo(batch);
        _trainings.AddTo(batch, now);
        AddAlerts(batch, instance, now);
        AddRecords(batch, instance);
        AddScores(batch, now);
        Add(batch, "UPDATE position SET next = u.next FROM unnest($1, $2) u(id, next) WHERE position.id = u.id",
            Sql.Array(_positions.Keys.ToList()), Sql.Array(_positions.Values.ToList()));
        NpgsqlBatchCommand[] drops = retains ? AddRetention(batch, now) : [];
        _outcomes.AddTo(batch, now);
        Add(batch, "UPDATE instance SET last_commit = $2 WHERE id = $1", Sql.Int32(instance), Sql.Uuid(token));
        foreach ((long monitor, MonitorProgress change) in progress.OrderBy(p => p.Key))
        {
            Add(batch, """
                UPDATE monitor SET observations = observations + $2, next_cohort_training = greatest(next_cohort_training, $3),
                cohort_version = greatest(cohort_version, $4) WHERE id = $1
                """,
                Sql.Int64(monitor), Sql.Int64(change.Observations), Sql.Int64(change.NextCohortTraining), Sql.Int32(change.CohortVersion));
        }

        batch.ExecuteNonQuery();
        if (states is not null && states.Rows != (ulong)changed.Length)
        {
            throw new InvalidDataException(
                $"{(ulong)changed.Length - states.Rows} entities are gone from the database: was an older copy put back? The commit will be tried again.");
        }

        return drops.Any(d => d.Rows >= RetentionSchedule.RowsACommit);
    }

    internal static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (NpgsqlParameter parameter in parameters)
        {
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
        return command;
    }

    private void AddAlerts(NpgsqlBatch batch, int instance, long now)
    {
        if (_alerts.Count == 0)
        {
            return;
        }

        // One that was raised before, by a run whose positions were set back, stays as it is: what became of it then stands.
        Add(batch, """
            WITH given AS (
                SELECT * FROM unnest($1, $2, $3, $4, $5, $6) WITH ORDINALITY u(id, monitor, entity, event_time, payload, position, place)),
            raised AS (
                INSERT INTO alert (id, monitor, entity, event_time, payload, written)
                SELECT id, monitor, entity, event_time, payload, $7 FROM given ORDER BY place
                ON CONFLICT (id) DO NOTHING
                RETURNING sequence, id)
            INSERT INTO outbox (alert, sink, position, owner)
            SELECT DISTINCT ON (sequence, sink) sequence, sink, position, $9 FROM raised JOIN given USING (id) CROSS JOIN unnest($8) s(sink)
            """,
            Sql.Array(_alerts.Select(a => a.Alert.Id).ToList()),
            Sql.Array(_alerts.Select(a => a.Monitor).ToList()),
            Sql.Array(_alerts.Select(a => a.Entity).ToList()),
            Sql.Array(_alerts.Select(a => a.Alert.EventTime).ToList()),
            Sql.Array(_alerts.Select(a => JsonSerializer.Serialize(a.Alert, StoreJson.Default.Alert)).ToList()),
            Sql.Array(_alerts.Select(a => a.Position).ToList()),
            Sql.Int64(now),
            Sql.Array(sinks.Select(StoredText.Write).ToList()),
            Sql.Int32(instance));
    }

    private void AddRecords(NpgsqlBatch batch, int instance)
    {
        if (_records.Count > 0)
        {
            Add(batch, """
                INSERT INTO record (sink, position, owner, records)
                SELECT sink, position, $4, records FROM unnest($1, $2, $3) WITH ORDINALITY u(sink, position, records, place) ORDER BY place
                """,
                Sql.Array(_records.Select(r => StoredText.Write(r.Sink)).ToList()),
                Sql.Array(_records.Select(r => r.Position).ToList()),
                Sql.Array(_records.Select(r => r.Bytes).ToList()),
                Sql.Int32(instance));
        }
    }

    private void AddScores(NpgsqlBatch batch, long now)
    {
        if (_scores.Count > 0)
        {
            Add(batch, """
                INSERT INTO score (monitor, first, last, written, scores)
                SELECT monitor, first, last, $5, scores FROM unnest($1, $2, $3, $4) WITH ORDINALITY u(monitor, first, last, scores, place) ORDER BY place
                """,
                Sql.Array(_scores.Select(s => s.Monitor).ToList()),
                Sql.Array(_scores.Select(s => s.First).ToList()),
                Sql.Array(_scores.Select(s => s.Last).ToList()),
                Sql.Array(_scores.Select(s => s.Bytes).ToList()),
                Sql.Int64(now));
        }
    }

    private NpgsqlBatchCommand[] AddRetention(NpgsqlBatch batch, long now)
    {
        // Rows that another process is removing at the moment are left to it.
        var drops = new List<NpgsqlBatchCommand>();
        if (options.ScoreRetention is TimeSpan scores)
        {
            drops.Add(Add(batch, $"""
                DELETE FROM score WHERE id IN (
                    SELECT id FROM score WHERE id IN (SELECT id FROM score ORDER BY id LIMIT {RetentionSchedule.RowsACommit})
                    AND written < $1 FOR UPDATE SKIP LOCKED)
                """, Sql.Int64(now - scores.Ticks)));
        }

        if (options.AlertRetention is TimeSpan alerts)
        {
            drops.Add(Add(batch, $"""
                DELETE FROM alert WHERE sequence IN (
                    SELECT sequence FROM alert a
                    WHERE written < $1 AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.alert = a.sequence)
                    ORDER BY written LIMIT {RetentionSchedule.RowsACommit} FOR UPDATE SKIP LOCKED)
                """, Sql.Int64(now - alerts.Ticks)));
        }

        return [.. drops];
    }
}
