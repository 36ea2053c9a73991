using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;
using StreamAe.Storage.Commits;
using StreamAe.Storage.Scores;

namespace StreamAe.Storage.Sqlite;

/// <summary>Writes polls, all of a commit in one transaction. Not safe for concurrent use.</summary>
internal sealed class CommitWriter
{
    private readonly Database _database;
    private readonly SourceWriter _sources;
    private readonly PlanTable _plans;
    private readonly CohortWriter _cohorts;
    private readonly AlertWriter _alerts;
    private readonly ModelWriter _models;
    private readonly TrainingWriter _trainings;
    private readonly RequestTable _requests;
    private readonly Retention _retention;
    private readonly StoreOptions _options;
    private readonly Dictionary<string, MonitorRows> _monitors = [];
    private readonly ChangeLog _changes;
    private readonly Checkpointer _checkpointer;
    private readonly ScoreBlob _scores = new();

    private readonly Statement _putMonitor;
    private readonly Statement _setProgress;
    private readonly Statement _putEntity;
    private readonly Statement _addRecords;
    private readonly Statement _addScores;

    public CommitWriter(Database database, ChangeLog changes, Checkpointer checkpointer, IReadOnlyList<string> sinks, StoreOptions options)
    {
        _database = database;
        _changes = changes;
        _checkpointer = checkpointer;
        _options = options;
        _sources = new SourceWriter(database);
        _cohorts = new CohortWriter(database);
        _alerts = new AlertWriter(database, sinks);
        _models = new ModelWriter(database);
        _trainings = new TrainingWriter(database);
        _requests = new RequestTable(database);
        _retention = new Retention(database, options);
        _putMonitor = database.Prepare(StoreSchema.PutMonitor);
        _setProgress = database.Prepare("UPDATE monitor SET observations = ?2, next_cohort_training = ?3, cohort_version = ?4 WHERE id = ?1");
        _plans = new PlanTable(database);
        _putEntity = database.Prepare("""
            INSERT INTO entity (monitor, key, plan, state) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (monitor, key) DO UPDATE SET state = excluded.state
            RETURNING id
            """);
        _addRecords = database.Prepare("INSERT INTO record (sink, records) VALUES (?1, ?2)");
        _addScores = database.Prepare("INSERT INTO score (monitor, first, last, written, scores) VALUES (?1, ?2, ?3, ?4, ?5)");
    }

    public SourceClaim Claim(string monitor, string source)
    {
        SourceClaim claim = _database.InTransaction(() => _sources.Claim(_putMonitor.BindText(1, monitor).RunForInt64(), source));
        _sources.Hold(monitor, source, claim.Epoch);
        return claim;
    }

    public CommitOutcome Write(IReadOnlyList<Poll> polls)
    {
        List<LostSource>? lost = null;
        try
        {
            _database.Begin(write: true);
            long now = _options.Time.UnixTicks();
            foreach (Poll poll in polls)
            {
                MonitorRows rows = RowsOf(poll);
                if (_sources.Advance(rows.Monitor, poll))
                {
                    Write(poll, rows, now);
                }
                else
                {
                    (lost ??= []).Add(new LostSource(poll.Plans.Definition.Name, poll.Source));
                }
            }

            long written = _changes.Current.Bytes;
            bool folded = _changes.Write();
            _retention.Apply(now);
            _database.Commit();
            _changes.Committed(folded);
            _checkpointer.OnWritten(written);
        }
        catch
        {
            // Row ids that were handed out since the beginning are not in the store.
            _monitors.Clear();
            _cohorts.Clear();
            _changes.Drop();
            _database.Rollback();
            throw;
        }

        return lost is null ? CommitOutcome.Complete : new CommitOutcome([.. lost.Distinct()]);
    }

    private void Write(Poll poll, MonitorRows rows, long now)
    {
        MonitorProgress progress = poll.Progress;
        _setProgress
            .Bind(1, rows.Monitor)
            .Bind(2, progress.Observations)
            .Bind(3, progress.NextCohortTraining)
            .Bind(4, progress.CohortVersion)
            .Run();
        long plan = PlanOf(rows, poll);
        _cohorts.Write(poll, plan);

        foreach (ShardPart part in poll.Parts)
        {
            Gather(rows, plan, part.States);
        }

        // After all states: models, alerts and scores refer to entities, which come into being with their first state.
        TrainingDefinition training = poll.Plans.Definition.Training;
        foreach (ShardPart part in poll.Parts)
        {
            foreach (ModelPromotion promotion in part.Promotions)
            {
                _models.Write(rows.Get(promotion.Entity), poll.Source, promotion, training.KeepVersions);
            }

            foreach (TrainingEvent ended in TrainingRows.Of(part))
            {
                _trainings.Write(rows.Get(ended.Number), ended.Result, training.KeepVersions, now);
            }

            foreach (RequestOutcome outcome in part.Requests)
            {
                _requests.Settle(outcome, now);
            }

            foreach (Alert alert in part.Alerts)
            {
                _alerts.Write(rows, alert, now);
            }
        }

        foreach (RecordBuffer records in poll.Records)
        {
            if (records.Count > 0)
            {
                _addRecords.BindText(1, records.Sink).BindBlob(2, records.Bytes.Span).Run();
            }
        }

        if (_options.ScoreRetention is not null)
        {
            WriteScores(poll, rows, now);
        }
    }

    private void Gather(MonitorRows rows, long plan, StateBuffer states)
    {
        StateBuffer.Reader reader = states.GetReader();
        while (reader.ReadEntity(out int entity, out ReadOnlyMemory<byte> state, out int pages))
        {
            long row = rows.Find(entity);
            if (row == 0)
            {
                // An entity's first state comes with a poll of its own plan; a later one may come with a poll of another.
                row = PutEntity(rows, entity, plan, state.Span);
            }

            _changes.Current.AddState(row, state.Span);
            for (; pages > 0; pages--)
            {
                reader.ReadPage(out int number, out ushort excluded, out ReadOnlyMemory<byte> page);
                _changes.Current.AddPage(ChangedStates.PlaceOf(number, row), excluded, page.Span);
            }
        }
    }

    private MonitorRows RowsOf(Poll poll)
    {
        string monitor = poll.Plans.Definition.Name;
        if (!_monitors.TryGetValue(monitor, out MonitorRows? rows) || !ReferenceEquals(rows.Directory, poll.Plans.Directory))
        {
            long id = rows?.Monitor ?? _putMonitor.BindText(1, monitor).RunForInt64();
            _monitors[monitor] = rows = new MonitorRows(id, poll.Plans.Directory);
        }

        return rows;
    }

    private long PlanOf(MonitorRows rows, Poll poll)
    {
        if (!rows.Plans.TryGetValue(poll.Plan, out long id))
        {
            rows.Plans.Add(poll.Plan, id = _plans.Put(rows.Monitor, poll.Plan, poll.Origin));
        }

        return id;
    }

    private long PutEntity(MonitorRows rows, int entity, long plan, ReadOnlySpan<byte> state)
    {
        _putEntity.Bind(1, rows.Monitor).Bind(3, plan).BindBlob(4, state);
        EntityKey.Bind(_putEntity, 2, rows.Directory.KeyOf(entity));
        long row = _putEntity.RunForInt64();
        rows.Add(entity, row);
        return row;
    }

    private void WriteScores(Poll poll, MonitorRows rows, long now)
    {
        _scores.Set(poll, rows);
        if (_scores.Count > 0)
        {
            _addScores
                .Bind(1, rows.Monitor)
                .Bind(2, _scores.First)
                .Bind(3, _scores.Last)
                .Bind(4, now)
                .BindBlob(5, _scores.Bytes.Span)
                .Run();
        }
    }
}
