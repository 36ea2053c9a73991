using System.Text.Json;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Sqlite;

/// <summary>
/// Writes polls. States and pages of all polls of a commit are gathered first, sorted by their place in the file, and each is written once,
/// the last one: neighbours are changed together, and an entity seen in ten polls costs as much as in one.
/// Not safe for concurrent use.
/// </summary>
internal sealed class CommitWriter
{
    private readonly Database _database;
    private readonly IReadOnlyList<string> _sinks;
    private readonly Dictionary<string, MonitorRows> _monitors = [];
    private readonly List<Blob> _states = [];
    private readonly List<Blob> _pages = [];

    private readonly Statement _putMonitor;
    private readonly Statement _putPosition;
    private readonly Statement _putPlan;
    private readonly Statement _setCohort;
    private readonly Statement _putEntity;
    private readonly Statement _setState;
    private readonly Statement _putPage;
    private readonly Statement _putModel;
    private readonly Statement _dropModels;
    private readonly Statement _addAlert;
    private readonly Statement _addOutbox;

    public CommitWriter(Database database, IReadOnlyList<string> sinks)
    {
        _database = database;
        _sinks = sinks;
        _putMonitor = database.Prepare("""
            INSERT INTO monitor (name, observations, next_cohort_training, cohort_version) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (name) DO UPDATE SET
                observations = excluded.observations,
                next_cohort_training = excluded.next_cohort_training,
                cohort_version = excluded.cohort_version
            RETURNING id
            """);
        _putPosition = database.Prepare("""
            INSERT INTO position (monitor, source, next) VALUES (?1, ?2, ?3)
            ON CONFLICT (monitor, source) DO UPDATE SET next = excluded.next
            """);
        _putPlan = database.Prepare("""
            INSERT INTO plan (monitor, channels, compatibility) VALUES (?1, ?2, ?3)
            ON CONFLICT (monitor, channels) DO UPDATE SET channels = excluded.channels
            RETURNING id, compatibility
            """);
        _setCohort = database.Prepare("UPDATE plan SET cohort = ?2 WHERE id = ?1");
        _putEntity = database.Prepare("""
            INSERT INTO entity (monitor, key, plan, state) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (monitor, key) DO UPDATE SET state = excluded.state
            RETURNING id
            """);
        _setState = database.Prepare("UPDATE entity SET state = ?2 WHERE id = ?1");

        // Overwrites in place: the table has no second index and nothing refers to it.
        _putPage = database.Prepare("INSERT OR REPLACE INTO page (id, excluded, rows) VALUES (?1, ?2, ?3)");

        // A version that is promoted again, after a rollback to it, becomes the newest.
        _putModel = database.Prepare("INSERT OR REPLACE INTO model (entity, version, from_sequence, model) VALUES (?1, ?2, ?3, ?4)");
        _dropModels = database.Prepare($"""
            DELETE FROM model WHERE entity = ?1
            AND id <= (SELECT id FROM model WHERE entity = ?1 ORDER BY id DESC LIMIT 1 OFFSET {StoreSchema.ModelsKept})
            """);
        _addAlert = database.Prepare("""
            INSERT INTO alert (id, monitor, entity, event_time, payload) VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT (id) DO NOTHING
            RETURNING sequence
            """);
        _addOutbox = database.Prepare("INSERT INTO outbox (sink, alert) VALUES (?1, ?2)");
    }

    public void Write(IReadOnlyList<Poll> polls)
    {
        try
        {
            _database.Begin(write: true);
            foreach (Poll poll in polls)
            {
                Write(poll);
            }

            WriteStates();
            WritePages();
            _database.Commit();
        }
        catch
        {
            // Row ids that were handed out since the beginning are not in the store.
            _monitors.Clear();
            _database.Rollback();
            throw;
        }
        finally
        {
            _states.Clear();
            _pages.Clear();
        }
    }

    private void Write(Poll poll)
    {
        string monitor = poll.Plans.Definition.Name;
        long id = PutMonitor(monitor, poll.Progress);
        if (!_monitors.TryGetValue(monitor, out MonitorRows? rows) || !ReferenceEquals(rows.Directory, poll.Plans.Directory))
        {
            _monitors[monitor] = rows = new MonitorRows(id, poll.Plans.Directory);
        }

        _putPosition.Bind(1, id).BindText(2, poll.Source).Bind(3, poll.Batch.EndPosition).Run();
        long plan = PlanOf(rows, poll.Plan);
        if (poll.CohortPromotion is ModelPromotion cohort)
        {
            _setCohort.Bind(1, plan).BindBlob(2, EntityModelCodec.Write(cohort.Model)).Run();
        }

        foreach (ShardPart part in poll.Parts)
        {
            Gather(rows, plan, part.States);
        }

        // After all states: models and alerts refer to entities, which come into being with their first state.
        foreach (ShardPart part in poll.Parts)
        {
            foreach (ModelPromotion promotion in part.Promotions)
            {
                Write(rows, promotion);
            }

            foreach (Alert alert in part.Alerts)
            {
                Write(rows, alert);
            }
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

            _states.Add(new Blob(row, _states.Count, 0, state));
            for (int i = 0; i < pages; i++)
            {
                reader.ReadPage(out int number, out ushort excluded, out ReadOnlyMemory<byte> floats);
                _pages.Add(new Blob(StoreSchema.PageId(number, row), _pages.Count, excluded, floats));
            }
        }
    }

    private void WriteStates()
    {
        _states.Sort(Blob.ByPlace);
        for (int i = 0; i < _states.Count; i++)
        {
            if (IsLastOfItsPlace(_states, i))
            {
                _setState.Bind(1, _states[i].Id).BindBlob(2, _states[i].Bytes.Span).Run();
                if (_database.Changes != 1)
                {
                    throw new InvalidDataException(
                        $"{_database.Path}: entity {_states[i].Id} is gone. Something else changed the file; stop it, or restore the file from a copy.");
                }
            }
        }
    }

    private void WritePages()
    {
        _pages.Sort(Blob.ByPlace);
        for (int i = 0; i < _pages.Count; i++)
        {
            if (IsLastOfItsPlace(_pages, i))
            {
                _putPage.Bind(1, _pages[i].Id).Bind(2, _pages[i].Excluded).BindBlob(3, _pages[i].Bytes.Span).Run();
            }
        }
    }

    private static bool IsLastOfItsPlace(List<Blob> sorted, int index) =>
        index + 1 == sorted.Count || sorted[index + 1].Id != sorted[index].Id;

    private long PutMonitor(string name, MonitorProgress progress)
    {
        _putMonitor
            .BindText(1, name)
            .Bind(2, progress.Observations)
            .Bind(3, progress.NextCohortTraining)
            .Bind(4, progress.CohortVersion);
        return Returned(_putMonitor);
    }

    private long PlanOf(MonitorRows rows, MonitorPlan plan)
    {
        if (rows.Plans.TryGetValue(plan, out long id))
        {
            return id;
        }

        byte[] channels = JsonSerializer.SerializeToUtf8Bytes(plan.Schema.Channels, StoreJson.Default.IReadOnlyListChannel);
        _putPlan.Bind(1, rows.Monitor).BindText(2, channels).BindText(3, plan.Compatibility).Step();
        id = _putPlan.Int64(0);
        string stored = _putPlan.Text(1);
        _putPlan.Run();
        if (stored != plan.Compatibility)
        {
            throw new InvalidDataException(
                $"Monitor {plan.Definition.Name} was stored with other features, window, model or score than it is run with. "
                + "Give the changed monitor a new name, or start with a new data folder.");
        }

        rows.Plans.Add(plan, id);
        return id;
    }

    private long PutEntity(MonitorRows rows, int entity, long plan, ReadOnlySpan<byte> state)
    {
        _putEntity.Bind(1, rows.Monitor).Bind(3, plan).BindBlob(4, state);
        EntityKey.Bind(_putEntity, 2, rows.Directory.KeyOf(entity));
        long row = Returned(_putEntity);
        rows.Add(entity, row);
        return row;
    }

    private void Write(MonitorRows rows, ModelPromotion promotion)
    {
        long row = rows.Get(promotion.Entity);
        _putModel
            .Bind(1, row)
            .Bind(2, promotion.Model.Version)
            .Bind(3, promotion.FromSequence)
            .BindBlob(4, EntityModelCodec.Write(promotion.Model))
            .Run();
        _dropModels.Bind(1, row).Run();
    }

    private void Write(MonitorRows rows, Alert alert)
    {
        if (!rows.Directory.TryGet(alert.Entity, out int entity))
        {
            throw new InvalidOperationException($"Alert {alert.Id} is about entity {alert.Entity}, which monitor {alert.Monitor} does not know.");
        }

        _addAlert
            .BindText(1, alert.Id)
            .Bind(2, rows.Monitor)
            .Bind(3, rows.Get(entity))
            .Bind(4, alert.EventTime)
            .BindText(5, JsonSerializer.SerializeToUtf8Bytes(alert, StoreJson.Default.Alert));
        if (!_addAlert.Step())
        {
            // Raised before, by a run whose positions were set back: what became of it then stands.
            return;
        }

        long sequence = _addAlert.Int64(0);
        _addAlert.Run();
        foreach (string sink in _sinks)
        {
            _addOutbox.BindText(1, sink).Bind(2, sequence).Run();
        }
    }

    /// <summary>The one number that a statement returns.</summary>
    private static long Returned(Statement statement)
    {
        statement.Step();
        long value = statement.Int64(0);
        statement.Run();
        return value;
    }

    /// <param name="Id">Of its row: its place in the file.</param>
    /// <param name="Order">Among all of the commit.</param>
    /// <param name="Excluded">Of a page.</param>
    private readonly record struct Blob(long Id, int Order, ushort Excluded, ReadOnlyMemory<byte> Bytes)
    {
        public static readonly Comparison<Blob> ByPlace = static (a, b) => a.Id != b.Id ? a.Id.CompareTo(b.Id) : a.Order.CompareTo(b.Order);
    }
}
