using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Training;

namespace StreamAe.Storage.Sqlite;

/// <summary>Lists trainings and versions. Not safe for concurrent use.</summary>
internal sealed class VersionReader(Database database)
{
    private readonly Statement _monitors = database.Prepare("""
        SELECT name FROM monitor WHERE EXISTS (SELECT 1 FROM position WHERE monitor = monitor.id AND next IS NOT NULL) ORDER BY name
        """);

    private readonly Statement _entity = database.Prepare("""
        SELECT id FROM entity WHERE monitor = (SELECT id FROM monitor WHERE name = ?1) AND key = ?2
        """);

    private readonly Statement _count = database.Prepare("SELECT count(*) FROM entity WHERE monitor = (SELECT id FROM monitor WHERE name = ?1)");

    private readonly Statement _next = database.Prepare("""
        SELECT id, key FROM entity WHERE monitor = (SELECT id FROM monitor WHERE name = ?1) AND id > ?2 ORDER BY id LIMIT 1
        """);

    private readonly Statement _search = database.Prepare("""
        SELECT key FROM entity WHERE monitor = (SELECT id FROM monitor WHERE name = ?1) AND key > ?2 AND instr(key, ?3) > 0 ORDER BY key LIMIT ?4
        """);

    private readonly Statement _state = database.Prepare("SELECT state FROM entity WHERE id = ?1");

    private readonly Statement _trainings = database.Prepare("""
        SELECT version, verdict, trained_through, rows, error, champion_error, champion_version, detail, written, model IS NOT NULL, curves
        FROM training WHERE entity = ?1 ORDER BY version
        """);

    private readonly Statement _models = database.Prepare("SELECT version, from_sequence, model, request FROM model WHERE entity = ?1 ORDER BY id");

    public IReadOnlyList<string> ListMonitors()
    {
        var names = new List<string>();
        while (_monitors.Step())
        {
            names.Add(_monitors.Text(0));
        }

        return names;
    }

    /// <summary>Its row; null where nothing is stored of it.</summary>
    public long? Find(string monitor, string entity)
    {
        EntityKey.Bind(_entity.BindText(1, monitor), 2, entity);
        return _entity.TryRunForInt64();
    }

    /// <summary>Entities of the monitor.</summary>
    public long Count(string monitor) => _count.BindText(1, monitor).TryRunForInt64() ?? 0;

    /// <summary>Keys that hold a text, in their order.</summary>
    /// <param name="after">Only those behind this one; empty for all.</param>
    public IReadOnlyList<string> Search(string monitor, string text, string after, int max)
    {
        var keys = new List<string>();
        EntityKey.Bind(_search.BindText(1, monitor), 2, after);
        EntityKey.Bind(_search, 3, text);
        _search.Bind(4, max);
        try
        {
            while (_search.Step())
            {
                keys.Add(EntityKey.Read(_search, 0));
            }
        }
        finally
        {
            _search.Reset();
        }

        return keys;
    }

    /// <summary>The entity behind a row of the monitor, 0 for the first; null behind the last.</summary>
    public (long Row, string Key)? Next(string monitor, long after)
    {
        try
        {
            return _next.BindText(1, monitor).Bind(2, after).Step() ? (_next.Int64(0), EntityKey.Read(_next, 1)) : null;
        }
        finally
        {
            _next.Reset();
        }
    }

    public IReadOnlyList<VersionRecord> Read(long row, string key)
    {
        _state.Bind(1, row).Step();
        var merge = new VersionMerge(key, _state.Bytes(0));
        _state.Reset();
        _trainings.Bind(1, row);
        while (_trainings.Step())
        {
            merge.AddTraining(
                (int)_trainings.Int64(0),
                Enum.Parse<TrainingVerdict>(_trainings.Text(1)),
                _trainings.IsNull(2) ? null : _trainings.Int64(2),
                _trainings.IsNull(3) ? null : (int)_trainings.Int64(3),
                _trainings.IsNull(4) ? null : (float)_trainings.Double(4),
                _trainings.IsNull(5) ? null : (float)_trainings.Double(5),
                _trainings.IsNull(6) ? null : (int)_trainings.Int64(6),
                _trainings.Text(7),
                StoreTime.FromUnixTicks(_trainings.Int64(8)),
                _trainings.Int64(9) != 0,
                _trainings.IsNull(10) ? null : LossCurves.Read(_trainings.Bytes(10)));
        }

        _models.Bind(1, row);
        while (_models.Step())
        {
            merge.AddModel(EntityModelCodec.Read(_models.Bytes(2)), _models.Int64(1), _models.IsNull(3) ? null : _models.Int64(3));
        }

        return merge.ToList();
    }
}
