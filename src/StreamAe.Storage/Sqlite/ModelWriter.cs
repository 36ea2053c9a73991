using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Sqlite;

/// <summary>Writes entities' own models that came into use, and drops the oldest. Within the commit's transaction.</summary>
internal sealed class ModelWriter(Database database)
{
    // Where the version was in use before: a replay of that time needs it.
    private readonly Statement _keepUse = database.Prepare("""
        INSERT OR REPLACE INTO model_use (entity, from_sequence, version, source, from_position, after_version, request)
        SELECT entity, from_sequence, version, source, from_position, after_version, request FROM model
        WHERE entity = ?1 AND version = ?2 AND from_sequence < ?3
        """);

    // A version that is promoted again, after a rollback to it, becomes the newest.
    private readonly Statement _put = database.Prepare("""
        INSERT OR REPLACE INTO model (entity, version, from_sequence, model, source, from_position, after_version, request)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """);

    private readonly Statement _drop = database.Prepare("""
        DELETE FROM model WHERE entity = ?1
        AND id <= (SELECT id FROM model WHERE entity = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
        """);

    private readonly Statement _dropUses = database.Prepare("""
        DELETE FROM model_use WHERE entity = ?1 AND version NOT IN (SELECT version FROM model WHERE entity = ?1)
        """);

    /// <param name="entity">Its row.</param>
    /// <param name="kept">Versions to keep, this one among them.</param>
    public void Write(long entity, string source, ModelPromotion promotion, int kept)
    {
        _keepUse.Bind(1, entity).Bind(2, promotion.Model.Version).Bind(3, promotion.FromSequence).Run();
        _put.Bind(1, entity)
            .Bind(2, promotion.Model.Version)
            .Bind(3, promotion.FromSequence)
            .BindBlob(4, EntityModelCodec.Write(promotion.Model))
            .BindText(5, source)
            .Bind(6, promotion.FromPosition)
            .Bind(7, promotion.AfterVersion);
        (promotion.Request == 0 ? _put.BindNull(8) : _put.Bind(8, promotion.Request)).Run();
        _drop.Bind(1, entity).Bind(2, kept).Run();
        if (database.Changes > 0)
        {
            _dropUses.Bind(1, entity).Run();
        }
    }
}
