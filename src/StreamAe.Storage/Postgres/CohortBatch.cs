using Npgsql;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Commits;

namespace StreamAe.Storage.Postgres;

/// <summary>What a commit writes of cohorts: the models in use, and for replays from where on each of the newest judged.</summary>
internal sealed class CohortBatch
{
    private readonly CohortStarts _written = new();
    private readonly Dictionary<long, EntityModel> _inUse = [];
    private readonly List<(long Plan, long Position, long FromPosition, EntityModel Model)> _starts = [];

    public void Clear()
    {
        _inUse.Clear();
        _starts.Clear();
    }

    /// <summary>After a failure: nothing of what was sent is there.</summary>
    public void Forget() => _written.Clear();

    public void Add(long plan, long position, Poll poll)
    {
        if (poll.CohortPromotion is ModelPromotion promotion)
        {
            _inUse[plan] = promotion.Model;
        }

        foreach ((long from, EntityModel model) in _written.Take(poll))
        {
            _starts.Add((plan, position, from, model));
        }
    }

    public void AddTo(NpgsqlBatch batch)
    {
        foreach ((long plan, EntityModel model) in _inUse)
        {
            CommitBatch.Add(batch, "UPDATE plan SET cohort = $2, cohort_version = $3 WHERE id = $1 AND cohort_version < $3",
                Sql.Int32((int)plan), Sql.Bytes(EntityModelCodec.Write(model)), Sql.Int32(model.Version));
        }

        foreach ((long plan, long position, long from, EntityModel model) in _starts)
        {
            byte[] bytes = EntityModelCodec.Write(model);

            // Positions that lie ahead were read before the source was set back: what judges there is not known any more.
            CommitBatch.Add(batch, "DELETE FROM cohort_start WHERE plan = $1 AND position = $2 AND from_position >= $3",
                Sql.Int32((int)plan), Sql.Int64(position), Sql.Int64(from));
            CommitBatch.Add(batch, """
                WITH held AS (
                    INSERT INTO cohort_model (plan, digest, model) VALUES ($1, $2, $3)
                    ON CONFLICT (plan, digest) DO UPDATE SET digest = excluded.digest
                    RETURNING id)
                INSERT INTO cohort_start (plan, position, from_position, model)
                SELECT $1, $4, $5, id FROM held WHERE id IS DISTINCT FROM (
                    SELECT model FROM cohort_start WHERE plan = $1 AND position = $4 ORDER BY from_position DESC LIMIT 1)
                """,
                Sql.Int32((int)plan), Sql.Bytes(EntityModelCodec.DigestOf(bytes).ToArray()), Sql.Bytes(bytes), Sql.Int64(position), Sql.Int64(from));
            CommitBatch.Add(batch, $"""
                DELETE FROM cohort_model WHERE plan = $1
                AND id <= (SELECT id FROM cohort_model WHERE plan = $1 ORDER BY id DESC LIMIT 1 OFFSET {PostgresSchema.CohortModelsKept})
                """, Sql.Int32((int)plan));
        }
    }
}
