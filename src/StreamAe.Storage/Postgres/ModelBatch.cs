using Npgsql;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Postgres;

/// <summary>Entities' own models that came into use within a commit.</summary>
internal sealed class ModelBatch
{
    private readonly Dictionary<(long Entity, int Version), Use> _uses = [];

    // A version that came back within the commit: its earlier uses there.
    private readonly List<(long Entity, Use Use)> _before = [];

    public void Clear()
    {
        _uses.Clear();
        _before.Clear();
    }

    /// <param name="entity">Its row.</param>
    /// <param name="position">Row of the source.</param>
    /// <param name="kept">Versions to keep.</param>
    public void Add(long entity, ModelPromotion promotion, long position, int kept)
    {
        // A version that is promoted again becomes the newest.
        (long, int Version) key = (entity, promotion.Model.Version);
        if (_uses.Remove(key, out Use before) && before.Promotion.FromSequence < promotion.FromSequence)
        {
            _before.Add((entity, before));
        }

        _uses.Add(key, new Use(promotion, position, kept));
    }

    public void AddTo(NpgsqlBatch batch)
    {
        if (_uses.Count == 0)
        {
            return;
        }

        List<long> entities = [.. _uses.Keys.Select(k => k.Entity)];
        List<int> versions = [.. _uses.Keys.Select(k => k.Version)];
        List<long> sequences = [.. _uses.Values.Select(u => u.Promotion.FromSequence)];
        CommitBatch.Add(batch, """
            INSERT INTO model_use (entity, from_sequence, version, position, from_position, after_version, request)
            SELECT entity, model.from_sequence, version, position, from_position, after_version, request
            FROM model JOIN unnest($1, $2, $3) u(entity, version, from_sequence) USING (entity, version)
            WHERE model.from_sequence < u.from_sequence ON CONFLICT DO NOTHING
            """, Sql.Array(entities), Sql.Array(versions), Sql.Array(sequences));
        AddEarlierUses(batch);
        CommitBatch.Add(batch, "DELETE FROM model USING unnest($1, $2) u(entity, version) WHERE model.entity = u.entity AND model.version = u.version",
            Sql.Array(entities), Sql.Array(versions));
        CommitBatch.Add(batch, """
            INSERT INTO model (entity, version, from_sequence, model, position, from_position, after_version, request)
            SELECT entity, version, from_sequence, model, position, from_position, after_version, nullif(request, 0)
            FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY
            u(entity, version, from_sequence, model, position, from_position, after_version, request, place) ORDER BY place
            """,
            Sql.Array(entities),
            Sql.Array(versions),
            Sql.Array(sequences),
            Sql.Array(_uses.Values.Select(u => EntityModelCodec.Write(u.Promotion.Model)).ToList()),
            Sql.Array(_uses.Values.Select(u => u.Position).ToList()),
            Sql.Array(_uses.Values.Select(u => u.Promotion.FromPosition).ToList()),
            Sql.Array(_uses.Values.Select(u => u.Promotion.AfterVersion).ToList()),
            Sql.Array(_uses.Values.Select(u => u.Promotion.Request).ToList()));
        CommitBatch.Add(batch, """
            DELETE FROM model USING (
                SELECT id, kept, row_number() OVER (PARTITION BY entity ORDER BY id DESC) AS age
                FROM model JOIN (SELECT entity, max(kept) AS kept FROM unnest($1, $2) u(entity, kept) GROUP BY entity) k USING (entity)) aged
            WHERE model.id = aged.id AND age > kept
            """, Sql.Array(entities), Sql.Array(_uses.Values.Select(u => u.Kept).ToList()));
        CommitBatch.Add(batch, """
            DELETE FROM model_use WHERE entity = ANY($1)
            AND NOT EXISTS (SELECT 1 FROM model WHERE model.entity = model_use.entity AND model.version = model_use.version)
            """, Sql.Array(entities));
    }

    private void AddEarlierUses(NpgsqlBatch batch)
    {
        if (_before.Count > 0)
        {
            CommitBatch.Add(batch, """
                INSERT INTO model_use (entity, from_sequence, version, position, from_position, after_version, request)
                SELECT entity, from_sequence, version, position, from_position, after_version, nullif(request, 0)
                FROM unnest($1, $2, $3, $4, $5, $6, $7) u(entity, from_sequence, version, position, from_position, after_version, request)
                ON CONFLICT DO NOTHING
                """,
                Sql.Array(_before.Select(b => b.Entity).ToList()),
                Sql.Array(_before.Select(b => b.Use.Promotion.FromSequence).ToList()),
                Sql.Array(_before.Select(b => b.Use.Promotion.Model.Version).ToList()),
                Sql.Array(_before.Select(b => b.Use.Position).ToList()),
                Sql.Array(_before.Select(b => b.Use.Promotion.FromPosition).ToList()),
                Sql.Array(_before.Select(b => b.Use.Promotion.AfterVersion).ToList()),
                Sql.Array(_before.Select(b => b.Use.Promotion.Request).ToList()));
        }
    }

    private readonly record struct Use(ModelPromotion Promotion, long Position, int Kept);
}
