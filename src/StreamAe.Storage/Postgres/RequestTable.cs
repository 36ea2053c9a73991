using Npgsql;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Storage.Postgres;

/// <summary>Operators' requests.</summary>
internal sealed class RequestTable(Server server, TimeProvider time)
{
    private const string Columns = "sequence, name, entity, kind, body, author, at, reason";

    /// <summary>
    /// One after the other: entities remember the highest sequence they applied, so none may become visible after a higher one.
    /// </summary>
    public long Append(OperatorRequest request) => server.UseTransaction(connection =>
    {
        connection.Execute("SELECT pg_advisory_xact_lock($1)", Sql.Int64(AdvisoryLock.KeyOf("requests", request.Monitor)));
        return (long)connection.Scalar("""
            INSERT INTO operator_request (monitor, entity, kind, body, author, at, reason) VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING sequence
            """,
            Sql.Int64(CommitRows.PutMonitor(connection, request.Monitor)),
            Sql.NameOrNull(request.Entity),
            Sql.Text(request.Kind.ToString()),
            Sql.Text(request.Body),
            Sql.Name(request.Author),
            Sql.Int64(request.At.UnixTicks()),
            Sql.Name(request.Reason))!;
    });

    public IReadOnlyList<OperatorRequest> ReadPending(string monitor, int max) => server.Use(connection =>
    {
        var pending = new List<OperatorRequest>();
        using NpgsqlCommand command = connection.Command($"""
            SELECT {Columns} FROM operator_request JOIN monitor ON monitor.id = operator_request.monitor
            WHERE sha256(name) = sha256($1) AND (settled IS NULL OR entity IS NULL) AND (entity IS NOT NULL OR at > $2) ORDER BY sequence LIMIT $3
            """, Sql.Name(monitor), Sql.Int64(time.UnixTicks() - OperatorRequest.LongestWait.Ticks), Sql.Int32(max));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            pending.Add(Read(reader));
        }

        return pending;
    });

    public IReadOnlyList<RequestRecord> ReadAll(string monitor, int max) => server.Use(connection =>
    {
        var all = new List<RequestRecord>();
        using NpgsqlCommand command = connection.Command($"""
            SELECT {Columns}, applied, refused, detail, at_sequence, settled
            FROM operator_request JOIN monitor ON monitor.id = operator_request.monitor
            WHERE sha256(name) = sha256($1) ORDER BY sequence DESC LIMIT $2
            """, Sql.Name(monitor), Sql.Int32(max));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            all.Add(new RequestRecord(
                Read(reader),
                reader.GetInt64(8),
                reader.GetInt64(9),
                StoredText.Read(reader.GetFieldValue<byte[]>(10)),
                reader.IsDBNull(11) ? null : reader.GetInt64(11),
                reader.IsDBNull(12) ? null : StoreTime.FromUnixTicks(reader.GetInt64(12))));
        }

        return all;
    });

    public EntityModel? ReadVersion(string monitor, string entity, int version) => server.Use(connection => connection.Scalar("""
        SELECT coalesce(model.model, training.model) FROM entity
        LEFT JOIN model ON model.entity = entity.id AND model.version = $3
        LEFT JOIN training ON training.entity = entity.id AND training.version = $3
        WHERE monitor = (SELECT id FROM monitor WHERE sha256(name) = sha256($1)) AND key = $2
        """, Sql.Name(monitor), Sql.Name(entity), Sql.Int32(version)) is byte[] bytes ? EntityModelCodec.Read(bytes) : null);

    private static OperatorRequest Read(NpgsqlDataReader row) => new(
        row.GetInt64(0),
        StoredText.Read(row.GetFieldValue<byte[]>(1)),
        row.IsDBNull(2) ? null : StoredText.Read(row.GetFieldValue<byte[]>(2)),
        Enum.TryParse(row.GetString(3), out OperatorRequestKind kind) ? kind : OperatorRequestKind.Unknown,
        row.GetString(4),
        StoredText.Read(row.GetFieldValue<byte[]>(5)),
        StoreTime.FromUnixTicks(row.GetInt64(6)),
        StoredText.Read(row.GetFieldValue<byte[]>(7)));
}
