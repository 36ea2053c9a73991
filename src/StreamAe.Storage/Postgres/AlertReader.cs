using Npgsql;
using StreamAe.Monitoring.Alerts;
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

    public static IReadOnlyList<Alert> Find(Server server, string monitor, string? entity, int max) => server.Use(connection =>
    {
        var alerts = new List<Alert>();
        using NpgsqlCommand command = connection.Command($"""
            SELECT payload, entity.key FROM alert JOIN entity ON entity.id = alert.entity
            WHERE alert.monitor = (SELECT id FROM monitor WHERE sha256(name) = sha256($1))
            {(entity is null ? "" : "AND entity.key = $3")} ORDER BY alert.sequence DESC LIMIT $2
            """, entity is null ? [Sql.Name(monitor), Sql.Int32(max)] : [Sql.Name(monitor), Sql.Int32(max), Sql.Name(entity)]);
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            // JSON cannot hold a key that is no valid Unicode; the entity's row can.
            alerts.Add(Outbox.Parse(server, reader.GetString(0)) with { Entity = StoredText.Read(reader.GetFieldValue<byte[]>(1)) });
        }

        return alerts;
    });
}
