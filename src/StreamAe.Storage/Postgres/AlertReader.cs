using Npgsql;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Persistence.Replays;

namespace StreamAe.Storage.Postgres;

/// <summary>Reads alerts by event time.</summary>
internal static class AlertReader
{
    public static IReadOnlyList<RecordedAlert> Read(Server server, string monitor, long from, long to) => server.Use(connection =>
    {
        var alerts = new List<RecordedAlert>();
        using NpgsqlCommand command = connection.Command("""
            SELECT alert.id, entity.key, event_time FROM alert JOIN entity ON entity.id = alert.entity
            WHERE alert.monitor = (SELECT id FROM monitor WHERE sha256(name) = sha256($1)) AND event_time BETWEEN $2 AND $3
            """, Sql.Name(monitor), Sql.Int64(from), Sql.Int64(to));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            alerts.Add(new RecordedAlert(reader.GetString(0), StoredText.Read(reader.GetFieldValue<byte[]>(1)), reader.GetInt64(2)));
        }

        return alerts;
    });

    public static IReadOnlyList<StoredAlert> Find(Server server, string monitor, string? entity, long before, int max) => ReadAll(
        server,
        $"""
        SELECT payload, entity.key, alert.sequence FROM alert JOIN entity ON entity.id = alert.entity
        WHERE alert.monitor = (SELECT id FROM monitor WHERE sha256(name) = sha256($1)) AND alert.sequence < $2
        {(entity is null ? "" : "AND entity.key = $4")} ORDER BY alert.sequence DESC LIMIT $3
        """,
        [Sql.Name(monitor), Sql.Int64(before), Sql.Int32(max), .. entity is null ? (NpgsqlParameter[])[] : [Sql.Name(entity)]]);

    public static Alert? Find(Server server, string id) =>
        // No id has a zero in it, which the server takes in no text.
        !id.Contains('\0', StringComparison.Ordinal) && ReadAll(
            server,
            "SELECT payload, entity.key, alert.sequence FROM alert JOIN entity ON entity.id = alert.entity WHERE alert.id = $1",
            [Sql.Text(id)]) is [StoredAlert found] ? found.Alert : null;

    private static List<StoredAlert> ReadAll(Server server, string sql, NpgsqlParameter[] parameters) => server.Use(connection =>
    {
        var alerts = new List<StoredAlert>();
        using NpgsqlCommand command = connection.Command(sql, parameters);
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            // JSON cannot hold a key that is no valid Unicode; the entity's row can.
            Alert alert = Outbox.Parse(server, reader.GetString(0)) with { Entity = StoredText.Read(reader.GetFieldValue<byte[]>(1)) };
            alerts.Add(new StoredAlert(reader.GetInt64(2), alert));
        }

        return alerts;
    });
}
