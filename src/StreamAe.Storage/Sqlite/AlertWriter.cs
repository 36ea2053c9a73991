using System.Text.Json;
using StreamAe.Monitoring.Alerts;
using StreamAe.Storage.Commits;

namespace StreamAe.Storage.Sqlite;

/// <summary>Writes alerts, each with an entry in the outbox for every sink.</summary>
internal sealed class AlertWriter(Database database, IReadOnlyList<string> sinks)
{
    private readonly Statement _addAlert = database.Prepare("""
        INSERT INTO alert (id, monitor, entity, event_time, payload, written) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (id) DO NOTHING
        RETURNING sequence
        """);

    private readonly Statement _addOutbox = database.Prepare("INSERT INTO outbox (sink, alert) VALUES (?1, ?2)");

    public void Write(MonitorRows rows, Alert alert, long now)
    {
        _addAlert
            .BindText(1, alert.Id)
            .Bind(2, rows.Monitor)
            .Bind(3, rows.Get(alert))
            .Bind(4, alert.EventTime)
            .BindText(5, JsonSerializer.SerializeToUtf8Bytes(alert, StoreJson.Default.Alert))
            .Bind(6, now);
        if (!_addAlert.Step())
        {
            // Raised before, by a run whose positions were set back: what became of it then stands.
            return;
        }

        long sequence = _addAlert.Int64(0);
        _addAlert.Run();
        foreach (string sink in sinks)
        {
            _addOutbox.BindText(1, sink).Bind(2, sequence).Run();
        }
    }
}
