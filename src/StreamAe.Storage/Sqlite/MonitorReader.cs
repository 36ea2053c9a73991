using System.Text.Json;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Sqlite;

/// <summary>Reads a monitor from one unchanging view of the store.</summary>
internal static class MonitorReader
{
    /// <param name="database">A connection of its own, in a transaction.</param>
    /// <param name="close">Called once, when the last entity was read, reading stopped, or there is nothing to read.</param>
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
        return new StoredMonitor(progress, ReadPositions(database, id), ReadPlans(database, id), ReadEntities(database, id, close));
    }

    private static Dictionary<string, long> ReadPositions(Database database, long monitor)
    {
        var positions = new Dictionary<string, long>();
        Statement rows = database.Prepare("SELECT source, next FROM position WHERE monitor = ?1").Bind(1, monitor);
        while (rows.Step())
        {
            positions.Add(rows.Text(0), rows.Int64(1));
        }

        return positions;
    }

    private static List<StoredPlan> ReadPlans(Database database, long monitor)
    {
        var plans = new List<StoredPlan>();
        Statement rows = database.Prepare("SELECT id, channels, compatibility, cohort FROM plan WHERE monitor = ?1 ORDER BY id").Bind(1, monitor);
        while (rows.Step())
        {
            IReadOnlyList<Channel> channels = ReadChannels(database, rows.Bytes(1));
            EntityModel? cohort = rows.IsNull(3) ? null : EntityModelCodec.Read(rows.Bytes(3));
            plans.Add(new StoredPlan((int)rows.Int64(0), new Schema(channels), rows.Text(2), cohort));
        }

        return plans;
    }

    private static IReadOnlyList<Channel> ReadChannels(Database database, ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StoreJson.Default.IReadOnlyListChannel) ?? [];
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{database.Path} is damaged: the channels of a plan are no JSON. Restore it from a copy.", error);
        }
    }

    private static IEnumerable<StoredEntity> ReadEntities(Database database, long monitor, Action close)
    {
        try
        {
            // In order of ids without sorting (the plus keeps the index on monitor and key out): the pages of neighbours lie together.
            Statement entities = database.Prepare("""
                SELECT id, key, plan, state, (SELECT model FROM model WHERE entity = entity.id ORDER BY id DESC LIMIT 1)
                FROM entity WHERE +monitor = ?1 ORDER BY id
                """).Bind(1, monitor);
            Statement page = database.Prepare("SELECT excluded, rows FROM page WHERE id = ?1");
            while (entities.Step())
            {
                EntityModel? model = entities.IsNull(4) ? null : EntityModelCodec.Read(entities.Bytes(4));
                byte[] state = entities.Bytes(3).ToArray();
                yield return new StoredEntity(
                    EntityKey.Read(entities, 1), (int)entities.Int64(2), state, ReadPages(page, entities.Int64(0)), model);
            }
        }
        finally
        {
            close();
        }
    }

    /// <summary>Pages are filled from 0 on without a gap. One lookup each, in a tree whose leaves the entity before has just brought in.</summary>
    private static List<StoredPage> ReadPages(Statement page, long entity)
    {
        var pages = new List<StoredPage>();
        while (page.Bind(1, StoreSchema.PageId(pages.Count, entity)).Step())
        {
            pages.Add(new StoredPage(pages.Count, (ushort)page.Int64(0), page.Bytes(1).ToArray()));
            page.Reset();
        }

        return pages;
    }
}
