using System.Data;
using Npgsql;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Commits;

namespace StreamAe.Storage.Postgres;

/// <summary>Reads monitors and entities, each from one unchanging view of the database.</summary>
internal sealed class MonitorReader(Server server) : IDisposable
{
    /// <summary>Entities a round trip.</summary>
    private const int ChunkEntities = 1000;

    private readonly Lock _gate = new();
    private readonly HashSet<NpgsqlConnection> _views = [];

    public StoredMonitor? Read(string monitor)
    {
        NpgsqlConnection view = OpenView();
        try
        {
            (long Id, MonitorProgress Progress)? head = ReadHead(view, monitor);
            Dictionary<string, long> positions = head is null ? [] : ReadPositions(view, head.Value.Id);
            if (positions.Count == 0)
            {
                CloseView(view);
                return null;
            }

            long id = head!.Value.Id;
            return new StoredMonitor(
                head.Value.Progress,
                positions,
                ReadPlans(view, id),
                new StoredEntities(ReadEntities(view, id), () => CloseView(view)))
            {
                Former = PlanTable.ReadFormer(view, server.Name, id),
            };
        }
        catch
        {
            CloseView(view);
            throw;
        }
    }

    public IReadOnlyList<StoredEntity?> Find(string monitor, IReadOnlyList<string> keys)
    {
        var found = new Dictionary<string, StoredEntity>(StringComparer.Ordinal);
        server.UseView(view =>
        {
            found.Clear();
            if (ReadHead(view, monitor) is (long id, _))
            {
                foreach (string[] chunk in keys.Chunk(ChunkEntities))
                {
                    using NpgsqlCommand command = view.Command(
                        "SELECT id, key, state FROM entity WHERE monitor = $1 AND key = ANY($2)",
                        Sql.Int64(id),
                        Sql.Array(chunk.Select(StoredText.Write).ToList()));
                    foreach ((_, StoredEntity entity) in EntityReader.Read(view, command))
                    {
                        found[entity.Key] = entity;
                    }
                }
            }

            return true;
        });
        return [.. keys.Select(k => found.GetValueOrDefault(k))];
    }

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (NpgsqlConnection view in _views)
            {
                view.Dispose();
            }

            _views.Clear();
        }
    }

    internal static (long Id, MonitorProgress Progress)? ReadHead(NpgsqlConnection view, string monitor)
    {
        using NpgsqlCommand command = view.Command(
            "SELECT id, observations, next_cohort_training, cohort_version FROM monitor WHERE sha256(name) = sha256($1)", Sql.Name(monitor));
        using NpgsqlDataReader reader = command.ExecuteReader();
        return reader.Read()
            ? (reader.GetInt64(0), new MonitorProgress(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3)))
            : null;
    }

    internal static Dictionary<string, long> ReadPositions(NpgsqlConnection view, long monitor)
    {
        var positions = new Dictionary<string, long>();
        using NpgsqlCommand command = view.Command("SELECT source, next FROM position WHERE monitor = $1 AND next IS NOT NULL", Sql.Int64(monitor));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            positions.Add(StoredText.Read(reader.GetFieldValue<byte[]>(0)), reader.GetInt64(1));
        }

        return positions;
    }

    public List<StoredPlan> ReadPlans(NpgsqlConnection view, long monitor) => PlanTable.Read(view, server.Name, monitor);

    private IEnumerable<StoredEntity> ReadEntities(NpgsqlConnection view, long monitor)
    {
        try
        {
            long last = 0;
            while (true)
            {
                using NpgsqlCommand command = view.Command(
                    "SELECT id, key, state FROM entity WHERE monitor = $1 AND id > $2 ORDER BY id LIMIT $3",
                    Sql.Int64(monitor),
                    Sql.Int64(last),
                    Sql.Int32(ChunkEntities));
                List<(long Id, StoredEntity Entity)> chunk = EntityReader.Read(view, command);
                foreach ((long id, StoredEntity entity) in chunk)
                {
                    last = id;
                    yield return entity;
                }

                if (chunk.Count < ChunkEntities)
                {
                    yield break;
                }
            }
        }
        finally
        {
            CloseView(view);
        }
    }

    private NpgsqlConnection OpenView() => server.Use(first =>
    {
        // The first connection is only asked whether the server answers: a view cannot be repeated once entities were read.
        first.Execute("SELECT 1");
        NpgsqlConnection view = server.Open();
        try
        {
            view.Execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            lock (_gate)
            {
                _views.Add(view);
            }

            return view;
        }
        catch
        {
            view.Dispose();
            throw;
        }
    });

    private void CloseView(NpgsqlConnection view)
    {
        lock (_gate)
        {
            if (_views.Remove(view))
            {
                // Its transaction ends with it.
                view.Dispose();
            }
        }
    }
}
