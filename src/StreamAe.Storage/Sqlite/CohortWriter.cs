using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Commits;

namespace StreamAe.Storage.Sqlite;

/// <summary>Writes the cohort's models: the one in use, and for replays from where on each of the newest judged.</summary>
internal sealed class CohortWriter(Database database)
{
    private readonly CohortStarts _starts = new();

    private readonly Statement _setInUse = database.Prepare("UPDATE plan SET cohort = ?2 WHERE id = ?1");

    private readonly Statement _put = database.Prepare("""
        INSERT INTO cohort_model (plan, digest, model) VALUES (?1, ?2, ?3)
        ON CONFLICT (plan, digest) DO UPDATE SET digest = excluded.digest
        RETURNING id
        """);

    private readonly Statement _drop = database.Prepare($"""
        DELETE FROM cohort_model WHERE plan = ?1
        AND id <= (SELECT id FROM cohort_model WHERE plan = ?1 ORDER BY id DESC LIMIT 1 OFFSET {StoreSchema.CohortModelsKept})
        """);

    // Positions that lie ahead were read before the source was set back: what judges there is not known any more.
    private readonly Statement _dropAhead = database.Prepare("DELETE FROM cohort_start WHERE plan = ?1 AND source = ?2 AND from_position >= ?3");

    private readonly Statement _putStart = database.Prepare("""
        INSERT INTO cohort_start (plan, source, from_position, model)
        SELECT ?1, ?2, ?3, ?4 WHERE ?4 IS NOT (
            SELECT model FROM cohort_start WHERE plan = ?1 AND source = ?2 ORDER BY from_position DESC LIMIT 1)
        """);

    /// <summary>After a failure: nothing of what was written since the commit's beginning is there.</summary>
    public void Clear() => _starts.Clear();

    public void Write(Poll poll, long plan)
    {
        if (poll.CohortPromotion is ModelPromotion promotion)
        {
            _setInUse.Bind(1, plan).BindBlob(2, EntityModelCodec.Write(promotion.Model)).Run();
        }

        foreach ((long position, EntityModel model) in _starts.Take(poll))
        {
            byte[] bytes = EntityModelCodec.Write(model);
            long id = _put.Bind(1, plan).BindBlob(2, EntityModelCodec.DigestOf(bytes)).BindBlob(3, bytes).RunForInt64();
            _dropAhead.Bind(1, plan).BindText(2, poll.Source).Bind(3, position).Run();
            _putStart.Bind(1, plan).BindText(2, poll.Source).Bind(3, position).Bind(4, id).Run();
            _drop.Bind(1, plan).Run();
        }
    }
}
