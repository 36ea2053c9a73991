using Npgsql;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Commits;

namespace StreamAe.Storage.Postgres;

/// <summary>
/// Row ids of monitors, plans and sources, which are entered where they are new, each by itself before the commit's transaction: rows that
/// nothing refers to yet do no harm, and no commit waits for another's end because both met the same new plan.
/// </summary>
internal sealed class CommitRows
{
    private readonly Dictionary<string, MonitorRows> _monitors = [];
    private readonly Dictionary<(string Monitor, string Source), long> _positions = [];

    /// <summary>After a failure: what was handed out may not be in the store.</summary>
    public void Clear()
    {
        _monitors.Clear();
        _positions.Clear();
    }

    public void Resolve(NpgsqlConnection connection, Poll poll)
    {
        MonitorRows rows = RowsOf(connection, poll);
        if (!rows.Plans.ContainsKey(poll.Plan))
        {
            rows.Plans.Add(poll.Plan, PlanTable.Put(connection, rows.Monitor, poll));
        }

        (string Monitor, string Source) source = (poll.Plans.Definition.Name, poll.Source);
        if (!_positions.ContainsKey(source))
        {
            _positions.Add(source, (long)connection.Scalar("""
                INSERT INTO position (monitor, source) VALUES ($1, $2)
                ON CONFLICT (monitor, sha256(source)) DO UPDATE SET source = excluded.source
                RETURNING id
                """, Sql.Int64(rows.Monitor), Sql.Name(poll.Source))!);
        }
    }

    public MonitorRows MonitorOf(Poll poll) => _monitors[poll.Plans.Definition.Name];

    public long PositionOf(Poll poll) => _positions[(poll.Plans.Definition.Name, poll.Source)];

    public static long PutMonitor(NpgsqlConnection connection, string monitor) => (long)connection.Scalar("""
        INSERT INTO monitor (name) VALUES ($1) ON CONFLICT (sha256(name)) DO UPDATE SET name = excluded.name RETURNING id
        """, Sql.Name(monitor))!;

    private MonitorRows RowsOf(NpgsqlConnection connection, Poll poll)
    {
        string monitor = poll.Plans.Definition.Name;
        if (!_monitors.TryGetValue(monitor, out MonitorRows? rows) || !ReferenceEquals(rows.Directory, poll.Plans.Directory))
        {
            _monitors[monitor] = rows = new MonitorRows(rows?.Monitor ?? PutMonitor(connection, monitor), poll.Plans.Directory);
        }

        return rows;
    }
}
