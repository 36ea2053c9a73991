using System.Text.Json;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Persistence;
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
        SELECT payload, entity.key, alert.sequence FROM alert JOIN entity ON entity.id = alert.entity
        WHERE alert.monitor = (SELECT id FROM monitor WHERE name = ?1) AND alert.sequence < ?2 ORDER BY alert.sequence DESC LIMIT ?3
        """);

    private readonly Statement _newestOfOne = database.Prepare("""
        SELECT payload, entity.key, alert.sequence FROM alert JOIN entity ON entity.id = alert.entity
        WHERE alert.monitor = (SELECT id FROM monitor WHERE name = ?1) AND alert.sequence < ?2 AND entity.key = ?4 ORDER BY alert.sequence DESC LIMIT ?3
        """);

    private readonly Statement _ofId = database.Prepare("""
        SELECT payload, entity.key, alert.sequence FROM alert JOIN entity ON entity.id = alert.entity WHERE alert.id = ?1
        """);

    public IReadOnlyList<StoredAlert> Find(string monitor, string? entity, long before, int max)
    {
        Statement statement = entity is null ? _newest : _newestOfOne;
        statement.BindText(1, monitor).Bind(2, before).Bind(3, max);
        if (entity is not null)
        {
            EntityKey.Bind(statement, 4, entity);
        }

        return ReadAll(statement);
    }

    public Alert? Find(string id) => ReadAll(_ofId.BindText(1, id)) is [StoredAlert found] ? found.Alert : null;

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

    private List<StoredAlert> ReadAll(Statement statement)
    {
        var alerts = new List<StoredAlert>();
        try
        {
            while (statement.Step())
            {
                // JSON cannot hold a key that is no valid Unicode; the entity's row can.
                Alert alert = JsonSerializer.Deserialize(statement.Bytes(0), StoreJson.Default.Alert)! with { Entity = EntityKey.Read(statement, 1) };
                alerts.Add(new StoredAlert(statement.Int64(2), alert));
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
}
