using Npgsql;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Postgres;

/// <summary>The plans of monitors, as they are and as they were.</summary>
internal static class PlanTable
{
    /// <summary>The row of a poll's plan, entered where it is new. What the monitor was with these channels before it was edited is kept.</summary>
    public static long Put(NpgsqlConnection connection, long monitor, Poll poll)
    {
        MonitorPlan plan = poll.Plan;
        string definition = MonitorFile.ToYaml(plan.Definition);
        byte[] channels = StoredChannels.Write(plan.Schema);
        (int id, string stored) = Put(connection, monitor, channels, plan.Compatibility, definition, poll.Origin);
        if (stored != plan.Compatibility)
        {
            Replace(connection, monitor, id, plan.Compatibility, definition, poll);
        }

        return id;
    }

    /// <summary>The plans of a monitor as they are.</summary>
    public static List<StoredPlan> Read(NpgsqlConnection view, string server, long monitor) => Read(
        view,
        server,
        "SELECT id, channels, compatibility, cohort, definition, origin_observations, origin_version FROM plan WHERE monitor = $1 ORDER BY id",
        monitor);

    /// <summary>What they were before.</summary>
    public static List<StoredPlan> ReadFormer(NpgsqlConnection view, string server, long monitor) => Read(
        view,
        server,
        """
        SELECT plan.id, plan.channels, former.compatibility, former.cohort, former.definition, 0::bigint, 0
        FROM former_plan former JOIN plan ON plan.id = former.plan WHERE plan.monitor = $1 ORDER BY plan.id, former.compatibility
        """,
        monitor);

    private static (int Id, string Compatibility) Put(
        NpgsqlConnection connection, long monitor, byte[] channels, string compatibility, string definition, CohortOrigin origin)
    {
        using NpgsqlCommand command = connection.Command("""
            INSERT INTO plan (monitor, channels, compatibility, definition, origin_observations, origin_version) VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (monitor, sha256(channels)) DO UPDATE SET
                definition = CASE WHEN plan.compatibility = excluded.compatibility THEN excluded.definition ELSE plan.definition END
            RETURNING id, compatibility
            """,
            Sql.Int64(monitor),
            Sql.Bytes(channels),
            Sql.Name(compatibility),
            Sql.Name(definition),
            Sql.Int64(origin.Observations),
            Sql.Int32(origin.Version));
        using NpgsqlDataReader reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt32(0), StoredText.Read(reader.GetFieldValue<byte[]>(1)));
    }

    /// <summary>In one statement: several processes may come with the edited monitor at once, and only the first finds the one before.</summary>
    private static void Replace(NpgsqlConnection connection, long monitor, int id, string compatibility, string definition, Poll poll)
    {
        using NpgsqlCommand command = connection.Command("""
            WITH former AS (SELECT id, compatibility, definition, cohort FROM plan WHERE id = $1 AND compatibility <> $2 FOR UPDATE),
            kept AS (
                INSERT INTO former_plan (plan, compatibility, definition, cohort) SELECT id, compatibility, definition, cohort FROM former
                ON CONFLICT (plan, sha256(compatibility)) DO UPDATE SET definition = excluded.definition, cohort = excluded.cohort),
            back AS (DELETE FROM former_plan WHERE plan IN (SELECT id FROM former) AND compatibility = $2 RETURNING cohort),
            waiting AS (UPDATE monitor SET next_cohort_training = $6 WHERE id = $7 AND EXISTS (SELECT FROM former))
            UPDATE plan SET compatibility = $2, definition = $3, origin_observations = $4, origin_version = $5, cohort = (SELECT cohort FROM back)
            WHERE id IN (SELECT id FROM former)
            """,
            Sql.Int32(id),
            Sql.Name(compatibility),
            Sql.Name(definition),
            Sql.Int64(poll.Origin.Observations),
            Sql.Int32(poll.Origin.Version),
            Sql.Int64(poll.Progress.NextCohortTraining),
            Sql.Int64(monitor));
        command.ExecuteNonQuery();
    }

    private static List<StoredPlan> Read(NpgsqlConnection view, string server, string sql, long monitor)
    {
        var plans = new List<StoredPlan>();
        using NpgsqlCommand command = view.Command(sql, Sql.Int64(monitor));
        using NpgsqlDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            var schema = StoredChannels.Read(server, reader.GetFieldValue<byte[]>(1));
            EntityModel? cohort = reader.IsDBNull(3) ? null : EntityModelCodec.Read(reader.GetFieldValue<byte[]>(3));
            plans.Add(new StoredPlan(reader.GetInt32(0), schema, StoredText.Read(reader.GetFieldValue<byte[]>(2)), cohort)
            {
                Definition = reader.IsDBNull(4) ? null : StoredText.Read(reader.GetFieldValue<byte[]>(4)),
                Origin = new CohortOrigin(reader.GetInt64(5), reader.GetInt32(6)),
            });
        }

        return plans;
    }
}
