namespace StreamAe.Storage.Sqlite;

/// <summary>Forgets what sinks have taken. Not safe for concurrent use.</summary>
internal sealed class OutboxWriter(Database database)
{
    private readonly Statement _alert = database.Prepare(
        "DELETE FROM outbox WHERE sink = ?1 AND alert = (SELECT sequence FROM alert WHERE id = ?2)");

    private readonly Statement _records = database.Prepare("DELETE FROM record WHERE sink = ?1 AND sequence = ?2");

    public bool RemoveAlerts(string sink, IReadOnlyList<string> alertIds) => database.InTransaction(() =>
    {
        foreach (string id in alertIds)
        {
            _alert.BindText(1, sink).BindText(2, id).Run();
        }

        return true;
    });

    public bool RemoveRecords(string sink, IReadOnlyList<long> sequences) => database.InTransaction(() =>
    {
        foreach (long sequence in sequences)
        {
            _records.BindText(1, sink).Bind(2, sequence).Run();
        }

        return true;
    });
}
