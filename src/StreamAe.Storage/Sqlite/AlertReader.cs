using System.Text.Json;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence.Replays;

namespace StreamAe.Storage.Sqlite;

/// <summary>Reads alerts by event time. Not safe for concurrent use.</summary>
internal sealed class AlertReader(Database database)
{
    private readonly Statement _alerts = database.Prepare("""
        SELECT alert.id, entity.key, event_time FROM alert JOIN entity ON entity.id = alert.entity
        WHERE alert.monitor = (SELECT id FROM monitor WHERE name = ?1) AND event_time BETWEEN ?2 AND ?3
        """);

    private readonly Statement _newest = database.Prepare("""
        SELECT payload, entity.key FROM alert JOIN entity ON entity.id = alert.entity
        WHERE alert.monitor = (SELECT id FROM monitor WHERE name = ?1) ORDER BY alert.sequence DESC LIMIT ?2
        """);

    private readonly Statement _newestOfOne = database.Prepare("""
        SELECT payload, entity.key FROM alert JOIN entity ON entity.id = alert.entity
        WHERE alert.monitor = (SELECT id FROM monitor WHERE name = ?1) AND entity.key = ?3 ORDER BY alert.sequence DESC LIMIT ?2
        """);

    public IReadOnlyList<Alert> Find(string monitor, string? entity, int max)
    {
        var alerts = new List<Alert>();
        Statement statement = entity is null ? _newest : _newestOfOne;
        statement.BindText(1, monitor).Bind(2, max);
        if (entity is not null)
        {
            EntityKey.Bind(statement, 3, entity);
        }

        try
        {
            while (statement.Step())
            {
                // JSON cannot hold a key that is no valid Unicode; the entity's row can.
                alerts.Add(JsonSerializer.Deserialize(statement.Bytes(0), StoreJson.Default.Alert)! with { Entity = EntityKey.Read(statement, 1) });
            }
        }
        catch (JsonException error)
        {
            throw new InvalidDataException($"{database.Path} is damaged: an alert is no JSON. Restore it from a copy.", error);
        }
        finally
        {
            statement.Reset();
        }

        return alerts;
    }

    public IReadOnlyList<RecordedAlert> Read(string monitor, long from, long to)
    {
        var alerts = new List<RecordedAlert>();
        _alerts.BindText(1, monitor).Bind(2, from).Bind(3, to);
        while (_alerts.Step())
        {
            alerts.Add(new RecordedAlert(_alerts.Text(0), EntityKey.Read(_alerts, 1), _alerts.Int64(2)));
        }

        return alerts;
    }
}
