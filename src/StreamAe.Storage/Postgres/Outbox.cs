using System.Text.Json;
using Npgsql;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Storage.Postgres;

/// <summary>What sinks of this instance have not taken yet. What was taken is forgotten whoever owns it by now: it is out.</summary>
internal sealed class Outbox(Server server)
{
    /// <summary>Batches that are looked at for one answer.</summary>
    private const int MaxBatches = 256;

    public IReadOnlyList<Alert> ReadAlerts(int instance, string sink, int max) => server.Use(connection =>
    {
        var alerts = new List<Alert>();
        using NpgsqlCommand command = connection.Command("""
            SELECT payload, key FROM outbox JOIN alert ON alert.sequence = outbox.alert JOIN entity ON entity.id = alert.entity
            WHERE owner = $1 AND sink = $2 ORDER BY outbox.alert LIMIT $3
            """, Sql.Int32(instance), Sql.Name(sink), Sql.Int32(max));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            // JSON cannot hold a key that is no valid Unicode; the entity's row can.
            alerts.Add(Parse(server, reader.GetString(0)) with { Entity = StoredText.Read(reader.GetFieldValue<byte[]>(1)) });
        }

        return alerts;
    });

    public IReadOnlyDictionary<string, long> Count(int instance) => server.Use(connection =>
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        using NpgsqlCommand command = connection.Command("""
            SELECT sink, count(*) FROM (SELECT sink FROM outbox WHERE owner = $1 UNION ALL SELECT sink FROM record WHERE owner = $1) AS pending
            GROUP BY sink
            """, Sql.Int32(instance));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            counts[StoredText.Read(reader.GetFieldValue<byte[]>(0))] = reader.GetInt64(1);
        }

        return counts;
    });

    public IReadOnlyList<StoredAlert> ReadAll(long after, int max) => server.Use(connection =>
    {
        var alerts = new List<StoredAlert>();
        using NpgsqlCommand command = connection.Command(
            "SELECT sequence, payload FROM alert WHERE sequence > $1 ORDER BY sequence LIMIT $2", Sql.Int64(after), Sql.Int32(max));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            alerts.Add(new StoredAlert(reader.GetInt64(0), Parse(server, reader.GetString(1))));
        }

        return alerts;
    });

    public void RemoveAlerts(string sink, IReadOnlyList<string> alertIds) => server.Use(connection => connection.Execute(
        "DELETE FROM outbox WHERE sink = $1 AND alert IN (SELECT sequence FROM alert WHERE id = ANY($2))",
        Sql.Name(sink),
        Sql.Array(alertIds.ToList())));

    public IReadOnlyList<StoredRecords> ReadRecords(int instance, string sink, int maxBytes) => server.UseView(connection =>
    {
        List<long> fitting = ReadFitting(connection, instance, sink, maxBytes);
        var batches = new List<StoredRecords>();
        using NpgsqlCommand command = connection.Command(
            "SELECT sequence, records FROM record WHERE sequence = ANY($1) ORDER BY sequence", Sql.Array(fitting));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            batches.Add(new StoredRecords(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)));
        }

        return batches;
    });

    public void RemoveRecords(string sink, IReadOnlyList<long> sequences) => server.Use(connection => connection.Execute(
        "DELETE FROM record WHERE sink = $1 AND sequence = ANY($2)", Sql.Name(sink), Sql.Array(sequences.ToList())));

    private static List<long> ReadFitting(NpgsqlConnection connection, int instance, string sink, int maxBytes)
    {
        var fitting = new List<long>();
        long bytes = 0;
        using NpgsqlCommand command = connection.Command(
            $"SELECT sequence, octet_length(records) FROM record WHERE owner = $1 AND sink = $2 ORDER BY sequence LIMIT {MaxBatches}",
            Sql.Int32(instance),
            Sql.Name(sink));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read() && ((bytes += reader.GetInt32(1)) <= maxBytes || fitting.Count == 0))
        {
            fitting.Add(reader.GetInt64(0));
        }

        return fitting;
    }

    /// <exception cref="InvalidDataException">The text is none.</exception>
    internal static Alert Parse(Server server, string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StoreJson.Default.Alert)!;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{server.Name} is damaged: an alert is no JSON. Restore it from a copy.", error);
        }
    }
}
