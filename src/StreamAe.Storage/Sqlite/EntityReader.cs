using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Storage.Sqlite;

/// <summary>Reads entities: rows of which the columns are id, key, state and newest model, and the pages that belong to them.</summary>
/// <param name="changes">What is newer than the rows; null where nothing can be.</param>
internal sealed class EntityReader(Database database, ChangeLog? changes)
{
    public const string Columns = "id, key, state, (SELECT model FROM model WHERE entity = entity.id ORDER BY id DESC LIMIT 1)";

    private readonly Statement _page = database.Prepare("SELECT excluded, rows FROM page WHERE id = ?1");

    public StoredEntity Read(Statement row)
    {
        EntityModel? model = row.IsNull(3) ? null : EntityModelCodec.Read(row.Bytes(3));
        long entity = row.Int64(0);
        byte[] state = changes?.FindState(entity) ?? row.Bytes(2).ToArray();
        return new StoredEntity(EntityKey.Read(row, 1), state, ReadPages(entity), model);
    }

    /// <summary>Pages are filled from 0 on without a gap. One lookup each, in a tree whose leaves the entity before has just brought in.</summary>
    private List<StoredPage> ReadPages(long entity)
    {
        var pages = new List<StoredPage>();
        while (ReadPage(pages.Count, entity) is StoredPage page)
        {
            pages.Add(page);
        }

        return pages;
    }

    private StoredPage? ReadPage(int number, long entity)
    {
        long place = Commits.ChangedStates.PlaceOf(number, entity);
        if (changes?.FindPage(place) is (ushort excluded, byte[] rows))
        {
            return new StoredPage(number, excluded, rows);
        }

        if (!_page.Bind(1, place).Step())
        {
            return null;
        }

        var page = new StoredPage(number, (ushort)_page.Int64(0), _page.Bytes(1).ToArray());
        _page.Reset();
        return page;
    }
}
