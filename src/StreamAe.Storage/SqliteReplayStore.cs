using Microsoft.Data.Sqlite;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Storage.Scores;
using StreamAe.Storage.Sqlite;

namespace StreamAe.Storage;

/// <summary>The embedded store as a replay reads it: beside the process that owns the folder, and without a trace in it.</summary>
public sealed class SqliteReplayStore : IReplayStore
{
    private readonly Lock _gate = new();
    private readonly Database _database;
    private readonly ScoreReader _scores;
    private readonly Statement _monitor;
    private readonly Statement _entity;
    private readonly Statement _models;
    private readonly Statement _model;
    private readonly Statement _cohortModel;
    private readonly AlertReader _alerts;

    private SqliteReplayStore(Database database)
    {
        _database = database;
        _scores = new ScoreReader(database, read => Locked(() =>
        {
            read();
            return true;
        }));
        _monitor = database.Prepare("SELECT id FROM monitor WHERE name = ?1");
        _entity = database.Prepare("SELECT id, plan FROM entity WHERE monitor = ?1 AND key = ?2");
        _models = database.Prepare("""
            SELECT id, version, source, from_position, from_sequence, after_version, 1 AS last FROM model WHERE entity = ?1
            UNION ALL
            SELECT model.id, use.version, use.source, use.from_position, use.from_sequence, use.after_version, 0 FROM model_use use
            JOIN model ON model.entity = use.entity AND model.version = use.version WHERE use.entity = ?1
            ORDER BY from_sequence, last, id
            """);
        _model = database.Prepare("SELECT model FROM model WHERE id = ?1");
        _alerts = new AlertReader(database);
        _cohortModel = database.Prepare("SELECT model FROM cohort_model WHERE id = ?1");
    }

    /// <param name="folder">The data folder of a service.</param>
    /// <exception cref="IOException">There is no store, or it cannot be read.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, no store, or of another version of the program.</exception>
    public static SqliteReplayStore Open(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        string path = Path.Combine(folder, SqliteStateStore.StoreFile);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"There is no store {path}: no service has run with this data folder. Check 'data' in the configuration, or run the service first.", path);
        }

        Database database = Database.Open(path, DatabaseUse.Observe);
        try
        {
            long version = StoreSchema.Verify(database);
            return version == StoreSchema.Version
                ? new SqliteReplayStore(database)
                : throw StoreErrors.OlderVersion(path, version, StoreSchema.Version);
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public RecordedMonitor? Load(string monitor) => InView(() =>
    {
        if (_monitor.BindText(1, monitor).TryRunForInt64() is not long id)
        {
            return null;
        }

        Dictionary<string, long> positions = MonitorReader.ReadPositions(_database, id);
        return positions.Count == 0
            ? null
            : new RecordedMonitor(positions, ReadObservations(id), PlanTable.Read(_database, id), ReadCohorts(id));
    });

    public IReadOnlyList<RecordedEntity?> Find(string monitor, IReadOnlyList<string> keys) => InView(() =>
    {
        var found = new RecordedEntity?[keys.Count];
        if (_monitor.BindText(1, monitor).TryRunForInt64() is long id)
        {
            _entity.Bind(1, id);
            for (int i = 0; i < found.Length; i++)
            {
                EntityKey.Bind(_entity, 2, keys[i]);
                if (_entity.Step())
                {
                    found[i] = new RecordedEntity(keys[i], (int)_entity.Int64(1), ReadModels(_entity.Int64(0)));
                    _entity.Reset();
                }
            }
        }

        return found;
    });

    public EntityModel? ReadModel(long id) => Locked(() => Read(_model, id));

    public EntityModel? ReadCohortModel(long id) => Locked(() => Read(_cohortModel, id));

    public IReadOnlyList<RecordedAlert> ReadAlerts(string monitor, long from, long to) => Locked(() => _alerts.Read(monitor, from, to));

    public IEnumerable<StoredScore> ReadScores(string monitor, long from, long to, string? entity = null) =>
        ScoreWalk.Read(_scores, monitor, from, to, entity);

    public void Dispose()
    {
        lock (_gate)
        {
            _database.Dispose();
        }
    }

    private static EntityModel? Read(Statement model, long id)
    {
        EntityModel? read = model.Bind(1, id).Step() ? EntityModelCodec.Read(model.Bytes(0)) : null;
        model.Reset();
        return read;
    }

    private Dictionary<string, long> ReadObservations(long monitor)
    {
        var observations = new Dictionary<string, long>(StringComparer.Ordinal);
        var newer = new EntityChanges();
        ChangeLog.Read(_database, newer);
        Statement rows = _database.Prepare("SELECT key, state, id FROM entity WHERE monitor = ?1").Bind(1, monitor);
        while (rows.Step())
        {
            ReadOnlySpan<byte> state = newer.States.TryGetValue(rows.Int64(2), out ReadOnlyMemory<byte> changed) ? changed.Span : rows.Bytes(1);
            observations.Add(EntityKey.Read(rows, 0), EntityMonitor.ReadCounts(state).Observations);
        }

        return observations;
    }

    private List<CohortStart> ReadCohorts(long monitor)
    {
        var cohorts = new List<CohortStart>();
        Statement rows = _database.Prepare("""
            SELECT plan, source, from_position, model FROM cohort_start WHERE plan IN (SELECT id FROM plan WHERE monitor = ?1)
            ORDER BY plan, source, from_position
            """).Bind(1, monitor);
        while (rows.Step())
        {
            cohorts.Add(new CohortStart((int)rows.Int64(0), rows.Text(1), rows.Int64(2), rows.Int64(3)));
        }

        return cohorts;
    }

    private List<RecordedModel> ReadModels(long entity)
    {
        var models = new List<RecordedModel>();
        _models.Bind(1, entity);
        while (_models.Step())
        {
            models.Add(new RecordedModel(
                _models.Int64(0),
                (int)_models.Int64(1),
                _models.IsNull(2) ? null : _models.Text(2),
                _models.IsNull(3) ? null : _models.Int64(3),
                _models.Int64(4),
                _models.IsNull(5) ? null : (int)_models.Int64(5)));
        }

        return models;
    }

    /// <summary>In one unchanging view of the store; a short one: the log of a store that is being written grows as long as one is open.</summary>
    private T InView<T>(Func<T> work) => Locked(() =>
    {
        _database.Begin(write: false);
        try
        {
            return work();
        }
        finally
        {
            _entity.Reset();
            _database.Rollback();
        }
    });

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
                throw new IOException($"{_database.Path} cannot be read: {error.Message}", error);
            }
        }
    }
}
