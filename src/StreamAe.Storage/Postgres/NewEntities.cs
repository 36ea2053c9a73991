using Npgsql;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Commits;

namespace StreamAe.Storage.Postgres;

/// <summary>Entities that a commit brings: entered together, so that their row ids cost one round trip.</summary>
internal sealed class NewEntities
{
    /// <summary>Stands for the row id until the server has given it.</summary>
    private const long Awaited = -1;

    private readonly List<(MonitorRows Rows, int Entity)> _awaiting = [];

    // In order: processes that meet the same entities wait for each other instead of both waiting for ever.
    private readonly SortedDictionary<(long Monitor, string Key), (long Plan, ReadOnlyMemory<byte> State)> _entities =
        new(Comparer<(long Monitor, string Key)>.Create(static (a, b) =>
            a.Monitor != b.Monitor ? a.Monitor.CompareTo(b.Monitor) : string.CompareOrdinal(a.Key, b.Key)));

    public void Clear()
    {
        _awaiting.Clear();
        _entities.Clear();
    }

    public void Collect(MonitorRows rows, Poll poll)
    {
        foreach (ShardPart part in poll.Parts)
        {
            StateBuffer.Reader reader = part.States.GetReader();
            while (reader.ReadEntity(out int entity, out ReadOnlyMemory<byte> state, out int pages))
            {
                for (int i = 0; i < pages; i++)
                {
                    reader.ReadPage(out _, out _, out _);
                }

                if (rows.Find(entity) == 0)
                {
                    rows.Add(entity, Awaited);
                    _awaiting.Add((rows, entity));

                    // An entity's first state comes with a poll of its own plan; a later one may come with a poll of another.
                    _entities.TryAdd((rows.Monitor, rows.Directory.KeyOf(entity)), (rows.Plans[poll.Plan], state));
                }
            }
        }
    }

    public void Insert(NpgsqlConnection connection)
    {
        if (_entities.Count == 0)
        {
            return;
        }

        var ids = new Dictionary<(long Monitor, string Key), long>();
        using (NpgsqlCommand command = connection.Command("""
            INSERT INTO entity (monitor, key, plan, state) SELECT * FROM unnest($1, $2, $3, $4)
            ON CONFLICT (monitor, key) DO UPDATE SET state = excluded.state
            RETURNING id, monitor, key
            """,
            Sql.Array(_entities.Keys.Select(k => k.Monitor).ToList()),
            Sql.Array(_entities.Keys.Select(k => StoredText.Write(k.Key)).ToList()),
            Sql.Array(_entities.Values.Select(v => (int)v.Plan).ToList()),
            Sql.Array(_entities.Values.Select(v => v.State).ToList())))
        using (NpgsqlDataReader reader = command.ExecuteReader())
        {
            while (reader.Read())
            {
                ids.Add((reader.GetInt64(1), StoredText.Read(reader.GetFieldValue<byte[]>(2))), reader.GetInt64(0));
            }
        }

        foreach ((MonitorRows rows, int entity) in _awaiting)
        {
            rows.Add(entity, ids[(rows.Monitor, rows.Directory.KeyOf(entity))]);
        }
    }
}
