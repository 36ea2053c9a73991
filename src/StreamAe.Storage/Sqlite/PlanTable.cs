using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Sqlite;

/// <summary>The plans of monitors, as they are and as they were. Not safe for concurrent use.</summary>
internal sealed class PlanTable(Database database)
{
    private readonly Statement _put = database.Prepare("""
        INSERT INTO plan (monitor, channels, compatibility, definition, origin_observations, origin_version) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (monitor, channels) DO UPDATE SET
            definition = CASE compatibility WHEN excluded.compatibility THEN excluded.definition ELSE definition END
        RETURNING id, compatibility
        """);

    private readonly Statement _keepFormer = database.Prepare("""
        INSERT INTO former_plan (plan, compatibility, definition, cohort) SELECT id, compatibility, definition, cohort FROM plan WHERE id = ?1
        ON CONFLICT (plan, compatibility) DO UPDATE SET definition = excluded.definition, cohort = excluded.cohort
        """);

    private readonly Statement _replace = database.Prepare("""
        UPDATE plan SET compatibility = ?2, definition = ?3, origin_observations = ?4, origin_version = ?5,
            cohort = (SELECT cohort FROM former_plan WHERE plan = ?1 AND compatibility = ?2)
        WHERE id = ?1
        """);

    private readonly Statement _dropFormer = database.Prepare("DELETE FROM former_plan WHERE plan = ?1 AND compatibility = ?2");

    /// <summary>The row of a plan, entered where it is new. What the monitor was with these channels before it was edited is kept.</summary>
    public long Put(long monitor, MonitorPlan plan, CohortOrigin origin)
    {
        string definition = MonitorFile.ToYaml(plan.Definition);
        byte[] channels = StoredChannels.Write(plan.Schema);
        _put
            .Bind(1, monitor)
            .BindText(2, channels)
            .BindText(3, plan.Compatibility)
            .BindText(4, definition)
            .Bind(5, origin.Observations)
            .Bind(6, origin.Version)
            .Step();
        long id = _put.Int64(0);
        string stored = _put.Text(1);
        _put.Run();
        if (stored != plan.Compatibility)
        {
            _keepFormer.Bind(1, id).Run();
            _replace
                .Bind(1, id)
                .BindText(2, plan.Compatibility)
                .BindText(3, definition)
                .Bind(4, origin.Observations)
                .Bind(5, origin.Version)
                .Run();
            _dropFormer.Bind(1, id).BindText(2, plan.Compatibility).Run();
        }

        return id;
    }

    /// <summary>The plans of a monitor as they are.</summary>
    public static List<StoredPlan> Read(Database database, long monitor) => Read(
        database,
        "SELECT id, channels, compatibility, cohort, definition, origin_observations, origin_version FROM plan WHERE monitor = ?1 ORDER BY id",
        monitor);

    /// <summary>What they were before.</summary>
    public static List<StoredPlan> ReadFormer(Database database, long monitor) => Read(
        database,
        """
        SELECT plan.id, plan.channels, former.compatibility, former.cohort, former.definition, 0, 0
        FROM former_plan former JOIN plan ON plan.id = former.plan WHERE plan.monitor = ?1 ORDER BY plan.id, former.compatibility
        """,
        monitor);

    private static List<StoredPlan> Read(Database database, string sql, long monitor)
    {
        var plans = new List<StoredPlan>();
        Statement rows = database.Prepare(sql).Bind(1, monitor);
        while (rows.Step())
        {
            EntityModel? cohort = rows.IsNull(3) ? null : EntityModelCodec.Read(rows.Bytes(3));
            plans.Add(new StoredPlan((int)rows.Int64(0), StoredChannels.Read(database.Path, rows.Bytes(1)), rows.Text(2), cohort)
            {
                Definition = rows.IsNull(4) ? null : rows.Text(4),
                Origin = new CohortOrigin(rows.Int64(5), (int)rows.Int64(6)),
            });
        }

        return plans;
    }
}
