using StreamAe.Storage.Scores;

namespace StreamAe.Storage.Sqlite;

/// <summary>Reads scores, on a connection that others use too.</summary>
/// <param name="read">Runs what it is given while nobody else uses the connection.</param>
internal sealed class ScoreReader(Database database, Action<Action> read) : IScoreBlobs
{
    private readonly Statement _entity = database.Prepare("""
        SELECT entity.id FROM entity JOIN monitor ON monitor.id = entity.monitor WHERE name = ?1 AND key = ?2
        """);

    private readonly Statement _key = database.Prepare("SELECT key FROM entity WHERE id = ?1");

    private readonly Statement _begin = database.Prepare("""
        SELECT min(id) FROM score WHERE monitor = (SELECT id FROM monitor WHERE name = ?1) AND last >= ?2
        """);

    // In the order of ids, as they lie: the pluses keep the index on time out, by which all that follow would be sorted anew for each.
    private readonly Statement _next = database.Prepare("""
        SELECT score.id, scores FROM score WHERE score.id > ?2 AND +monitor = (SELECT id FROM monitor WHERE name = ?1) AND +last >= ?3 AND +first < ?4
        ORDER BY score.id LIMIT 1
        """);

    public long? Find(string monitor, string entity)
    {
        long? id = null;
        read(() =>
        {
            EntityKey.Bind(_entity.BindText(1, monitor), 2, entity);
            id = _entity.TryRunForInt64();
        });
        return id;
    }

    public void AddKeys(IEnumerable<long> entities, Dictionary<long, string> keys) => read(() =>
    {
        foreach (long entity in entities)
        {
            if (!keys.ContainsKey(entity))
            {
                keys.Add(entity, KeyOf(entity));
            }
        }
    });

    public (long Id, List<ScoreBlob.Row> Rows)? Next(string monitor, long after, long from, long to)
    {
        (long Id, List<ScoreBlob.Row> Rows)? found = null;
        read(() =>
        {
            // What is older need not be passed through.
            long before = after > 0 ? after : (_begin.BindText(1, monitor).Bind(2, from).TryRunForInt64() ?? 1) - 1;
            try
            {
                if (_next.BindText(1, monitor).Bind(2, before).Bind(3, from).Bind(4, to).Step())
                {
                    found = (_next.Int64(0), ScoreBlob.Read(_next.Bytes(1)));
                }
            }
            finally
            {
                _next.Reset();
            }
        });
        return found;
    }

    private string KeyOf(long entity)
    {
        try
        {
            return _key.Bind(1, entity).Step()
                ? EntityKey.Read(_key, 0)
                : throw new InvalidDataException($"{database.Path} is damaged: scores name entity {entity}, which is not there. Restore it from a copy.");
        }
        finally
        {
            _key.Reset();
        }
    }
}
