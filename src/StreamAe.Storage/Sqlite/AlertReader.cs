using StreamAe.Monitoring.Persistence.Replays;

namespace StreamAe.Storage.Sqlite;

/// <summary>Reads alerts by event time. Not safe for concurrent use.</summary>
internal sealed class AlertReader(Database database)
{
    private readonly Statement _alerts = database.Prepare("""
        SELECT alert.id, entity.key, event_time FROM alert JOIN entity ON entity.id = alert.entity
        WHERE alert.monitor = (SELECT id FROM monitor WHERE name = ?1) AND event_time BETWEEN ?2 AND ?3
        """);

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
