using System.Text.Json;
using StreamAe.Monitoring.Persistence;
using StreamAe.Storage.Overrides;

namespace StreamAe.Storage.Sqlite;

/// <summary>Overrides and their audit. Not safe for concurrent use.</summary>
internal sealed class OverrideTable(Database database, TimeProvider time)
{
    private const string Columns = "monitor.name, level, target, expires, body";

    private readonly Statement _putMonitor = database.Prepare(StoreSchema.PutMonitor);

    private readonly Statement _put = database.Prepare(
        "INSERT OR REPLACE INTO override (monitor, level, target, expires, body) VALUES (?1, ?2, ?3, ?4, ?5)");

    private readonly Statement _drop = database.Prepare("DELETE FROM override WHERE monitor = ?1 AND level = ?2 AND target = ?3");

    private readonly Statement _find = database.Prepare($"""
        SELECT {Columns} FROM override JOIN monitor ON monitor.id = override.monitor WHERE name = ?1 AND level = ?2 AND target = ?3
        """);

    private readonly Statement _due = database.Prepare($"""
        SELECT {Columns} FROM override JOIN monitor ON monitor.id = override.monitor WHERE expires <= ?1 ORDER BY override.id
        """);

    private readonly Statement _inForce = database.Prepare($"""
        SELECT {Columns} FROM override JOIN monitor ON monitor.id = override.monitor
        WHERE name = ?1 AND (expires IS NULL OR expires > ?2) ORDER BY level, override.id
        """);

    private readonly Statement _audit = database.Prepare("""
        INSERT INTO override_audit (monitor, level, target, expires, body, change, author, at, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """);

    private readonly Statement _changes = database.Prepare($"""
        SELECT {Columns}, change, author, at, reason FROM override_audit JOIN monitor ON monitor.id = override_audit.monitor
        WHERE name = ?1 ORDER BY override_audit.id DESC LIMIT ?2
        """);

    public bool Put(ThresholdOverride value) => database.InTransaction(() =>
    {
        BindBody(BindScope(_put, value.Scope), value).Run();
        Append(new OverrideChange(OverrideChangeKind.Set, value, value.Author, value.SetAt, value.Reason));
        return true;
    });

    public bool Remove(OverrideScope scope, string author, string reason) => database.InTransaction(() =>
    {
        EntityKey.Bind(_find.BindText(1, scope.Monitor).Bind(2, (int)scope.Level), 3, scope.Target);
        if (ReadAll(_find) is not [ThresholdOverride found])
        {
            return false;
        }

        BindScope(_drop, scope).Run();
        Append(new OverrideChange(OverrideChangeKind.Removed, found, author, time.GetUtcNow(), reason));
        return true;
    });

    public IReadOnlyList<ThresholdOverride> Expire() => database.InTransaction(() =>
    {
        DateTimeOffset now = time.GetUtcNow();
        List<ThresholdOverride> due = ReadAll(_due.Bind(1, now.UnixTicks()));
        foreach (ThresholdOverride value in due)
        {
            BindScope(_drop, value.Scope).Run();
            Append(new OverrideChange(OverrideChangeKind.Expired, value, string.Empty, now, string.Empty));
        }

        return due;
    });

    public IReadOnlyList<ThresholdOverride> List(string monitor) => ReadAll(_inForce.BindText(1, monitor).Bind(2, time.UnixTicks()));

    public IReadOnlyList<OverrideChange> ReadAudit(string monitor, int max)
    {
        var changes = new List<OverrideChange>();
        _changes.BindText(1, monitor).Bind(2, max);
        while (_changes.Step())
        {
            changes.Add(new OverrideChange(
                Enum.Parse<OverrideChangeKind>(_changes.Text(5)),
                Read(_changes),
                _changes.Text(6),
                StoreTime.FromUnixTicks(_changes.Int64(7)),
                _changes.Text(8)));
        }

        return changes;
    }

    private void Append(OverrideChange change) => BindBody(BindScope(_audit, change.Override.Scope), change.Override)
        .BindText(6, change.Kind.ToString())
        .BindText(7, change.Author)
        .Bind(8, change.At.UnixTicks())
        .BindText(9, change.Reason)
        .Run();

    private Statement BindScope(Statement statement, OverrideScope scope)
    {
        long monitor = _putMonitor.BindText(1, scope.Monitor).RunForInt64();
        EntityKey.Bind(statement.Bind(1, monitor).Bind(2, (int)scope.Level), 3, scope.Target);
        return statement;
    }

    private static Statement BindBody(Statement statement, ThresholdOverride value)
    {
        if (value.Expires is DateTimeOffset expires)
        {
            statement.Bind(4, expires.UnixTicks());
        }
        else
        {
            statement.BindNull(4);
        }

        return statement.BindText(5, JsonSerializer.SerializeToUtf8Bytes(OverrideBody.Of(value), StoreJson.Default.OverrideBody));
    }

    private static List<ThresholdOverride> ReadAll(Statement statement)
    {
        var all = new List<ThresholdOverride>();
        while (statement.Step())
        {
            all.Add(Read(statement));
        }

        return all;
    }

    private static ThresholdOverride Read(Statement row)
    {
        var scope = new OverrideScope(row.Text(0), (OverrideLevel)row.Int64(1), EntityKey.Read(row, 2));
        DateTimeOffset? expires = row.IsNull(3) ? null : StoreTime.FromUnixTicks(row.Int64(3));
        return JsonSerializer.Deserialize(row.Bytes(4), StoreJson.Default.OverrideBody)!.In(scope, expires);
    }
}
