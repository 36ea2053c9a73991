using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Commits;

namespace StreamAe.Storage.Sqlite;

/// <summary>Reads a monitor from one unchanging view of the store.</summary>
internal static class MonitorReader
{
    /// <param name="database">A connection of its own, in a transaction.</param>
    /// <param name="close">Called when the last entity was read, reading stopped, or there is nothing to read; perhaps more than once.</param>
    public static StoredMonitor? Read(Database database, string name, Action close)
    {
        Statement monitor = database
            .Prepare("SELECT id, observations, next_cohort_training, cohort_version FROM monitor WHERE name = ?1")
            .BindText(1, name);
        if (!monitor.Step())
        {
            close();
            return null;
        }

        long id = monitor.Int64(0);
        var progress = new MonitorProgress(monitor.Int64(1), monitor.Int64(2), (int)monitor.Int64(3));
        monitor.Reset();
        Dictionary<string, long> positions = ReadPositions(database, id);
        if (positions.Count == 0)
        {
            // Its sources were claimed, or its thresholds overridden, but nothing of it was committed.
            close();
            return null;
        }

        return new StoredMonitor(
            progress, positions, PlanTable.Read(database, id), new StoredEntities(ReadEntities(database, id, close), close))
        {
            Former = PlanTable.ReadFormer(database, id),
        };
    }

    internal static Dictionary<string, long> ReadPositions(Database database, long monitor)
    {
        var positions = new Dictionary<string, long>();
        Statement rows = database.Prepare("SELECT source, next FROM position WHERE monitor = ?1 AND next IS NOT NULL").Bind(1, monitor);
        while (rows.Step())
        {
            positions.Add(rows.Text(0), rows.Int64(1));
        }

        return positions;
    }

    private static IEnumerable<StoredEntity> ReadEntities(Database database, long monitor, Action close)
    {
        try
        {
            // In order of ids without sorting (the plus keeps the index on monitor and key out): the pages of neighbours lie together.
            Statement rows = database
                .Prepare($"SELECT {EntityReader.Columns} FROM entity WHERE +monitor = ?1 ORDER BY id")
                .Bind(1, monitor);
            var entities = new EntityReader(database, changes: null);
            while (rows.Step())
            {
                yield return entities.Read(rows);
            }
        }
        finally
        {
            close();
        }
    }
}
