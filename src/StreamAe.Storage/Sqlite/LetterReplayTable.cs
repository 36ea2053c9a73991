using StreamAe.Monitoring.Operations;

namespace StreamAe.Storage.Sqlite;

/// <summary>Replays of dead letters. Not safe for concurrent use.</summary>
internal sealed class LetterReplayTable(Database database)
{
    private const string Columns = "sequence, monitor.name, source, position, author, at, reason, copy";

    private readonly Statement _putMonitor = database.Prepare(StoreSchema.PutMonitor);

    private readonly Statement _find = database.Prepare($"""
        SELECT {Columns} FROM letter_replay JOIN monitor ON monitor.id = letter_replay.monitor
        WHERE letter_replay.monitor = ?1 AND source = ?2 AND position = ?3 ORDER BY sequence DESC LIMIT 1
        """);

    private readonly Statement _begin = database.Prepare("""
        INSERT INTO letter_replay (monitor, source, position, author, at, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6) RETURNING sequence
        """);

    private readonly Statement _end = database.Prepare("UPDATE letter_replay SET copy = ?2 WHERE sequence = ?1");

    private readonly Statement _withdraw = database.Prepare("DELETE FROM letter_replay WHERE sequence = ?1");

    private readonly Statement _list = database.Prepare($"""
        SELECT {Columns} FROM letter_replay JOIN monitor ON monitor.id = letter_replay.monitor
        WHERE monitor.name = ?1 ORDER BY sequence DESC LIMIT ?2
        """);

    public (LetterReplay Replay, bool IsNew) Begin(LetterReplay replay, bool again) => database.InTransaction(() =>
    {
        long monitor = _putMonitor.BindText(1, replay.Monitor).RunForInt64();
        if (!again && Read(_find.Bind(1, monitor).BindText(2, replay.Source).Bind(3, replay.Position)) is [LetterReplay last])
        {
            return (last, false);
        }

        long sequence = _begin
            .Bind(1, monitor)
            .BindText(2, replay.Source)
            .Bind(3, replay.Position)
            .BindText(4, replay.Author)
            .Bind(5, replay.At.UnixTicks())
            .BindText(6, replay.Reason)
            .RunForInt64();
        return (replay with { Sequence = sequence }, true);
    });

    public void End(long sequence, long copy) => _end.Bind(1, sequence).Bind(2, copy).Run();

    public void Withdraw(long sequence) => _withdraw.Bind(1, sequence).Run();

    public IReadOnlyList<LetterReplay> ReadAll(string monitor, int max) => Read(_list.BindText(1, monitor).Bind(2, max));

    private static List<LetterReplay> Read(Statement rows)
    {
        var read = new List<LetterReplay>();
        while (rows.Step())
        {
            read.Add(new LetterReplay(
                rows.Int64(0),
                rows.Text(1),
                rows.Text(2),
                rows.Int64(3),
                rows.Text(4),
                StoreTime.FromUnixTicks(rows.Int64(5)),
                rows.Text(6),
                rows.IsNull(7) ? null : rows.Int64(7)));
        }

        return read;
    }
}
