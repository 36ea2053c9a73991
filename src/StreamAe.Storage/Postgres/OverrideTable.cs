using System.Text.Json;
using Npgsql;
using StreamAe.Monitoring.Persistence;
using StreamAe.Storage.Overrides;

namespace StreamAe.Storage.Postgres;

/// <summary>Overrides and their audit.</summary>
internal sealed class OverrideTable(Server server, TimeProvider time)
{
    private const string Columns = "name, level, target, expires, body";

    public void Put(ThresholdOverride value) => server.UseTransaction(connection =>
    {
        long monitor = CommitRows.PutMonitor(connection, value.Scope.Monitor);
        Delete(connection, monitor, value.Scope);
        connection.Execute(
            "INSERT INTO override (monitor, level, target, expires, body) VALUES ($1, $2, $3, $4, $5)",
            [.. ScopeOf(monitor, value.Scope), .. BodyOf(value)]);
        Append(connection, monitor, new OverrideChange(OverrideChangeKind.Set, value, value.Author, value.SetAt, value.Reason));
        return true;
    });

    public bool Remove(OverrideScope scope, string author, string reason) => server.UseTransaction(connection =>
    {
        long monitor = CommitRows.PutMonitor(connection, scope.Monitor);
        List<ThresholdOverride> found = Read(connection, "override.monitor = $1 AND level = $2 AND target = $3", ScopeOf(monitor, scope));
        if (found is not [ThresholdOverride value] || !Delete(connection, monitor, scope))
        {
            return false;
        }

        Append(connection, monitor, new OverrideChange(OverrideChangeKind.Removed, value, author, time.GetUtcNow(), reason));
        return true;
    });

    public IReadOnlyList<ThresholdOverride> Expire() => server.UseTransaction(connection =>
    {
        DateTimeOffset now = time.GetUtcNow();
        var expired = new List<ThresholdOverride>();
        foreach (ThresholdOverride value in Read(connection, "expires <= $1", [Sql.Int64(now.UnixTicks())]))
        {
            // Of several processes that see it at once, one takes it back.
            long monitor = CommitRows.PutMonitor(connection, value.Scope.Monitor);
            if (Delete(connection, monitor, value.Scope))
            {
                Append(connection, monitor, new OverrideChange(OverrideChangeKind.Expired, value, string.Empty, now, string.Empty));
                expired.Add(value);
            }
        }

        return expired;
    });

    public IReadOnlyList<ThresholdOverride> List(string monitor) => server.Use(connection => Read(
        connection,
        "sha256(name) = sha256($1) AND (expires IS NULL OR expires > $2)",
        [Sql.Name(monitor), Sql.Int64(time.UnixTicks())]));

    public IReadOnlyList<OverrideChange> ReadAudit(string monitor, int max) => server.Use(connection =>
    {
        var changes = new List<OverrideChange>();
        using NpgsqlCommand command = connection.Command($"""
            SELECT {Columns}, change, author, at, reason FROM override_audit JOIN monitor ON monitor.id = override_audit.monitor
            WHERE sha256(name) = sha256($1) ORDER BY override_audit.id DESC LIMIT $2
            """, Sql.Name(monitor), Sql.Int32(max));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            changes.Add(new OverrideChange(
                Enum.Parse<OverrideChangeKind>(reader.GetString(5)),
                Read(reader),
                StoredText.Read(reader.GetFieldValue<byte[]>(6)),
                StoreTime.FromUnixTicks(reader.GetInt64(7)),
                StoredText.Read(reader.GetFieldValue<byte[]>(8))));
        }

        return changes;
    });

    private static bool Delete(NpgsqlConnection connection, long monitor, OverrideScope scope) => connection.Execute(
        "DELETE FROM override WHERE monitor = $1 AND level = $2 AND target = $3", ScopeOf(monitor, scope)) == 1;

    private static void Append(NpgsqlConnection connection, long monitor, OverrideChange change) => connection.Execute(
        "INSERT INTO override_audit (monitor, level, target, expires, body, change, author, at, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        [
            .. ScopeOf(monitor, change.Override.Scope),
            .. BodyOf(change.Override),
            Sql.Text(change.Kind.ToString()),
            Sql.Name(change.Author),
            Sql.Int64(change.At.UnixTicks()),
            Sql.Name(change.Reason),
        ]);

    private static NpgsqlParameter[] ScopeOf(long monitor, OverrideScope scope) =>
        [Sql.Int64(monitor), Sql.Int32((int)scope.Level), Sql.Name(scope.Target)];

    private static NpgsqlParameter[] BodyOf(ThresholdOverride value) =>
        [Sql.Int64(value.Expires?.UnixTicks()), Sql.Text(JsonSerializer.Serialize(OverrideBody.Of(value), StoreJson.Default.OverrideBody))];

    private static List<ThresholdOverride> Read(NpgsqlConnection connection, string condition, NpgsqlParameter[] parameters)
    {
        var all = new List<ThresholdOverride>();
        using NpgsqlCommand command = connection.Command(
            $"SELECT {Columns} FROM override JOIN monitor ON monitor.id = override.monitor WHERE {condition} ORDER BY level, override.id", parameters);
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            all.Add(Read(reader));
        }

        return all;
    }

    private static ThresholdOverride Read(NpgsqlDataReader row)
    {
        var scope = new OverrideScope(
            StoredText.Read(row.GetFieldValue<byte[]>(0)), (OverrideLevel)row.GetInt16(1), StoredText.Read(row.GetFieldValue<byte[]>(2)));
        DateTimeOffset? expires = row.IsDBNull(3) ? null : StoreTime.FromUnixTicks(row.GetInt64(3));
        return JsonSerializer.Deserialize(row.GetString(4), StoreJson.Default.OverrideBody)!.In(scope, expires);
    }
}
