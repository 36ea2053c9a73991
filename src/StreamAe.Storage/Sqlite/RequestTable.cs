using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;

namespace StreamAe.Storage.Sqlite;

/// <summary>Operators' requests. Not safe for concurrent use.</summary>
internal sealed class RequestTable(Database database)
{
    private const string Columns = "sequence, monitor.name, entity, kind, body, author, at, reason";

    private readonly Statement _putMonitor = database.Prepare(StoreSchema.PutMonitor);

    private readonly Statement _append = database.Prepare("""
        INSERT INTO operator_request (monitor, entity, kind, body, author, at, reason) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) RETURNING sequence
        """);

    private readonly Statement _pending = database.Prepare($"""
        SELECT {Columns} FROM operator_request JOIN monitor ON monitor.id = operator_request.monitor
        WHERE operator_request.monitor = (SELECT id FROM monitor WHERE name = ?1) AND (settled IS NULL OR entity IS NULL)
        AND (entity IS NOT NULL OR at > ?2) ORDER BY sequence LIMIT ?3
        """);

    private readonly Statement _audit = database.Prepare($"""
        SELECT {Columns}, applied, refused, detail, at_sequence, settled FROM operator_request JOIN monitor ON monitor.id = operator_request.monitor
        WHERE monitor.name = ?1 ORDER BY sequence DESC LIMIT ?2
        """);

    private readonly Statement _settle = database.Prepare("""
        UPDATE operator_request SET applied = applied + ?2, refused = refused + ?3, settled = ?4,
        detail = CASE WHEN entity IS NOT NULL OR ?3 > 0 THEN ?5 ELSE detail END,
        at_sequence = CASE WHEN entity IS NOT NULL THEN ?6 END WHERE sequence = ?1
        """);

    private readonly Statement _version = database.Prepare("""
        SELECT coalesce(
            (SELECT model FROM model WHERE entity = entity.id AND version = ?3),
            (SELECT model FROM training WHERE entity = entity.id AND version = ?3))
        FROM entity WHERE monitor = (SELECT id FROM monitor WHERE name = ?1) AND key = ?2
        """);

    public long Append(OperatorRequest request) => database.InTransaction(() =>
    {
        _append.Bind(1, _putMonitor.BindText(1, request.Monitor).RunForInt64());
        if (request.Entity is string entity)
        {
            EntityKey.Bind(_append, 2, entity);
        }
        else
        {
            _append.BindNull(2);
        }

        return _append
            .BindText(3, request.Kind.ToString())
            .BindText(4, request.Body)
            .BindText(5, request.Author)
            .Bind(6, request.At.UnixTicks())
            .BindText(7, request.Reason)
            .RunForInt64();
    });

    /// <param name="now">Ticks since 1970: requests to all get old.</param>
    public IReadOnlyList<OperatorRequest> ReadPending(string monitor, int max, long now)
    {
        var pending = new List<OperatorRequest>();
        _pending.BindText(1, monitor).Bind(2, now - OperatorRequest.LongestWait.Ticks).Bind(3, max);
        while (_pending.Step())
        {
            pending.Add(Read(_pending));
        }

        return pending;
    }

    public IReadOnlyList<RequestRecord> ReadAll(string monitor, int max)
    {
        var all = new List<RequestRecord>();
        _audit.BindText(1, monitor).Bind(2, max);
        while (_audit.Step())
        {
            all.Add(new RequestRecord(
                Read(_audit),
                _audit.Int64(8),
                _audit.Int64(9),
                _audit.Text(10),
                _audit.IsNull(11) ? null : _audit.Int64(11),
                _audit.IsNull(12) ? null : StoreTime.FromUnixTicks(_audit.Int64(12))));
        }

        return all;
    }

    public EntityModel? ReadVersion(string monitor, string entity, int version)
    {
        EntityKey.Bind(_version.BindText(1, monitor).Bind(3, version), 2, entity);
        try
        {
            return _version.Step() && !_version.IsNull(0) ? EntityModelCodec.Read(_version.Bytes(0)) : null;
        }
        finally
        {
            _version.Reset();
        }
    }

    /// <summary>Within the commit's transaction.</summary>
    public void Settle(RequestOutcome outcome, long now)
    {
        bool isApplied = outcome.Verdict == RequestVerdict.Applied;
        _settle
            .Bind(1, outcome.Sequence)
            .Bind(2, isApplied ? 1 : 0)
            .Bind(3, isApplied ? 0 : 1)
            .Bind(4, now)
            .BindText(5, outcome.Detail)
            .Bind(6, outcome.AtSequence)
            .Run();
    }

    private static OperatorRequest Read(Statement row) => new(
        row.Int64(0),
        row.Text(1),
        row.IsNull(2) ? null : EntityKey.Read(row, 2),
        Enum.TryParse(row.Text(3), out OperatorRequestKind kind) ? kind : OperatorRequestKind.Unknown,
        row.Text(4),
        row.Text(5),
        StoreTime.FromUnixTicks(row.Int64(6)),
        row.Text(7));
}
