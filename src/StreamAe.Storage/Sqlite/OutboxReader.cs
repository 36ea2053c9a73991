using System.Text.Json;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence;

namespace StreamAe.Storage.Sqlite;

/// <summary>Reads what sinks have not taken yet. Not safe for concurrent use.</summary>
internal sealed class OutboxReader(Database database)
{
    private readonly Statement _alerts = database.Prepare("""
        SELECT payload, key FROM outbox JOIN alert ON alert.sequence = outbox.alert JOIN entity ON entity.id = alert.entity
        WHERE sink = ?1 ORDER BY outbox.alert LIMIT ?2
        """);

    private readonly Statement _all = database.Prepare("SELECT sequence, payload FROM alert WHERE sequence > ?1 ORDER BY sequence LIMIT ?2");

    private readonly Statement _records = database.Prepare(
        "SELECT sequence, length(records), records FROM record WHERE sink = ?1 ORDER BY sequence");

    private readonly Statement _counts = database.Prepare(
        "SELECT sink, count(*) FROM (SELECT sink FROM outbox UNION ALL SELECT sink FROM record) GROUP BY sink");

    public IReadOnlyDictionary<string, long> Count()
    {
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        try
        {
            while (_counts.Step())
            {
                counts[_counts.Text(0)] = _counts.Int64(1);
            }
        }
        finally
        {
            _counts.Reset();
        }

        return counts;
    }

    public IReadOnlyList<Alert> ReadAlerts(string sink, int max)
    {
        var alerts = new List<Alert>();
        _alerts.BindText(1, sink).Bind(2, max);
        try
        {
            while (_alerts.Step())
            {
                // JSON cannot hold a key that is no valid Unicode; the entity's row can.
                alerts.Add(Parse(_alerts.Bytes(0)) with { Entity = EntityKey.Read(_alerts, 1) });
            }
        }
        finally
        {
            _alerts.Reset();
        }

        return alerts;
    }

    public IReadOnlyList<StoredAlert> ReadAll(long after, int max)
    {
        var alerts = new List<StoredAlert>();
        _all.Bind(1, after).Bind(2, max);
        try
        {
            while (_all.Step())
            {
                alerts.Add(new StoredAlert(_all.Int64(0), Parse(_all.Bytes(1))));
            }
        }
        finally
        {
            _all.Reset();
        }

        return alerts;
    }

    public IReadOnlyList<StoredRecords> ReadRecords(string sink, int maxBytes)
    {
        var batches = new List<StoredRecords>();
        long bytes = 0;
        _records.BindText(1, sink);
        try
        {
            while (_records.Step() && ((bytes += _records.Int64(1)) <= maxBytes || batches.Count == 0))
            {
                batches.Add(new StoredRecords(_records.Int64(0), _records.Bytes(2).ToArray()));
            }
        }
        finally
        {
            _records.Reset();
        }

        return batches;
    }

    private Alert Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, StoreJson.Default.Alert)!;
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{database.Path} is damaged: an alert is no JSON. Restore it from a copy.", error);
        }
    }
}
