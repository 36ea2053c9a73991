using Npgsql;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Storage.Postgres;

/// <summary>Reads entities with their pages and newest models: three statements for as many as there are.</summary>
internal static class EntityReader
{
    /// <param name="rows">Yields id, key and state.</param>
    /// <returns>In the order of the rows.</returns>
    public static List<(long Id, StoredEntity Entity)> Read(NpgsqlConnection view, NpgsqlCommand rows)
    {
        var heads = new List<(long Id, string Key, byte[] State)>();
        using (NpgsqlDataReader reader = rows.ExecuteReader())
        {
            while (reader.Read())
            {
                heads.Add((reader.GetInt64(0), StoredText.Read(reader.GetFieldValue<byte[]>(1)), reader.GetFieldValue<byte[]>(2)));
            }
        }

        if (heads.Count == 0)
        {
            return [];
        }

        List<long> ids = [.. heads.Select(h => h.Id)];
        Dictionary<long, List<StoredPage>> pages = ReadPages(view, ids);
        Dictionary<long, EntityModel> models = ReadModels(view, ids);
        return [.. heads.Select(h => (h.Id, new StoredEntity(
            h.Key, h.State, pages.GetValueOrDefault(h.Id) ?? [], models.GetValueOrDefault(h.Id))))];
    }

    private static Dictionary<long, List<StoredPage>> ReadPages(NpgsqlConnection view, List<long> entities)
    {
        var pages = new Dictionary<long, List<StoredPage>>();
        using NpgsqlCommand command = view.Command(
            "SELECT entity, number, excluded, rows FROM page WHERE entity = ANY($1) ORDER BY entity, number", Sql.Array(entities));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            long entity = reader.GetInt64(0);
            if (!pages.TryGetValue(entity, out List<StoredPage>? its))
            {
                pages.Add(entity, its = []);
            }

            its.Add(new StoredPage(reader.GetInt32(1), (ushort)reader.GetInt32(2), reader.GetFieldValue<byte[]>(3)));
        }

        return pages;
    }

    private static Dictionary<long, EntityModel> ReadModels(NpgsqlConnection view, List<long> entities)
    {
        var models = new Dictionary<long, EntityModel>();
        using NpgsqlCommand command = view.Command("""
            SELECT e.id, m.model FROM unnest($1) e(id)
            CROSS JOIN LATERAL (SELECT model FROM model WHERE entity = e.id ORDER BY id DESC LIMIT 1) m
            """, Sql.Array(entities));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            models.Add(reader.GetInt64(0), EntityModelCodec.Read(reader.GetFieldValue<byte[]>(1)));
        }

        return models;
    }
}
