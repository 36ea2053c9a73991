using Npgsql;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Storage.Postgres;

/// <summary>Replays of dead letters.</summary>
internal sealed class LetterReplayTable(Server server)
{
    private const string Columns = "sequence, name, source, position, author, at, reason, copy";

    /// <summary>One after the other: two operators who replay one letter at once must not both find that nobody has.</summary>
    public (LetterReplay Replay, bool IsNew) Begin(LetterReplay replay, bool again) => server.UseTransaction(connection =>
    {
        connection.Execute("SELECT pg_advisory_xact_lock($1)", Sql.Int64(AdvisoryLock.KeyOf("letters", replay.Monitor)));
        long monitor = CommitRows.PutMonitor(connection, replay.Monitor);
        if (!again && Read(connection, $"""
            SELECT {Columns} FROM letter_replay JOIN monitor ON monitor.id = letter_replay.monitor
            WHERE letter_replay.monitor = $1 AND sha256(source) = sha256($2) AND position = $3 ORDER BY sequence DESC LIMIT 1
            """, Sql.Int64(monitor), Sql.Name(replay.Source), Sql.Int64(replay.Position)) is [LetterReplay last])
        {
            return (last, false);
        }

        long sequence = (long)connection.Scalar("""
            INSERT INTO letter_replay (monitor, source, position, author, at, reason) VALUES ($1, $2, $3, $4, $5, $6) RETURNING sequence
            """,
            Sql.Int64(monitor),
            Sql.Name(replay.Source),
            Sql.Int64(replay.Position),
            Sql.Name(replay.Author),
            Sql.Int64(replay.At.UnixTicks()),
            Sql.Name(replay.Reason))!;
        return (replay with { Sequence = sequence }, true);
    });

    public void End(long sequence, long copy) => server.Use(connection =>
        connection.Execute("UPDATE letter_replay SET copy = $2 WHERE sequence = $1", Sql.Int64(sequence), Sql.Int64(copy)));

    public void Withdraw(long sequence) => server.Use(connection =>
        connection.Execute("DELETE FROM letter_replay WHERE sequence = $1", Sql.Int64(sequence)));

    public IReadOnlyList<LetterReplay> ReadAll(string monitor, int max) => server.Use(connection => Read(connection, $"""
        SELECT {Columns} FROM letter_replay JOIN monitor ON monitor.id = letter_replay.monitor
        WHERE sha256(name) = sha256($1) ORDER BY sequence DESC LIMIT $2
        """, Sql.Name(monitor), Sql.Int32(max)));

    private static List<LetterReplay> Read(NpgsqlConnection connection, string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var read = new List<LetterReplay>();
        using NpgsqlCommand command = connection.Command(sql, parameters);
        using NpgsqlDataReader row = command.ExecuteReader();
        while (row.Read())
        {
            read.Add(new LetterReplay(
                row.GetInt64(0),
                StoredText.Read(row.GetFieldValue<byte[]>(1)),
                StoredText.Read(row.GetFieldValue<byte[]>(2)),
                row.GetInt64(3),
                StoredText.Read(row.GetFieldValue<byte[]>(4)),
                StoreTime.FromUnixTicks(row.GetInt64(5)),
                StoredText.Read(row.GetFieldValue<byte[]>(6)),
                row.IsDBNull(7) ? null : row.GetInt64(7)));
        }

        return read;
    }
}
