using StreamAe.Monitoring.Persistence;

namespace StreamAe.Storage.Sqlite;

/// <summary>Looks entities up by their keys. Not safe for concurrent use.</summary>
internal sealed class EntityFinder(Database database, ChangeLog changes)
{
    private readonly EntityReader _entities = new(database, changes);

    private readonly Statement _monitor = database.Prepare("SELECT id FROM monitor WHERE name = ?1");

    private readonly Statement _entity = database.Prepare($"SELECT {EntityReader.Columns} FROM entity WHERE monitor = ?1 AND key = ?2");

    public IReadOnlyList<StoredEntity?> Find(string monitor, IReadOnlyList<string> keys)
    {
        while (true)
        {
            long folds = changes.Folds;
            IReadOnlyList<StoredEntity?> found = FindInView(monitor, keys);
            if (folds == changes.Folds)
            {
                return found;
            }

            // What the rows of this view did not have yet went from the log to newer rows meanwhile.
        }
    }

    /// <summary>In one view of the store.</summary>
    private StoredEntity?[] FindInView(string monitor, IReadOnlyList<string> keys)
    {
        var found = new StoredEntity?[keys.Count];
        database.Begin(write: false);
        try
        {
            if (_monitor.BindText(1, monitor).TryRunForInt64() is long id)
            {
                _entity.Bind(1, id);
                for (int i = 0; i < found.Length; i++)
                {
                    EntityKey.Bind(_entity, 2, keys[i]);
                    if (_entity.Step())
                    {
                        found[i] = _entities.Read(_entity);
                        _entity.Reset();
                    }
                }
            }
        }
        finally
        {
            _entity.Reset();
            database.Rollback();
        }

        return found;
    }
}
