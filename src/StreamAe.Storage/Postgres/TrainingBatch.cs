using Npgsql;
using NpgsqlTypes;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Training;
using StreamAe.Storage.Commits;

namespace StreamAe.Storage.Postgres;

/// <summary>How entities' trainings ended within a commit.</summary>
internal sealed class TrainingBatch
{
    private readonly List<(long Entity, TrainingResult Result, int Rejected)> _trainings = [];

    public void Clear() => _trainings.Clear();

    /// <param name="entity">Its row.</param>
    /// <param name="rejected">Rejected models to keep.</param>
    public void Add(long entity, TrainingResult result, int rejected) => _trainings.Add((entity, result, rejected));

    /// <summary>A statement each: trainings are few beside events.</summary>
    public void AddTo(NpgsqlBatch batch, long now)
    {
        foreach ((long entity, TrainingResult result, int rejected) in _trainings)
        {
            ChallengerFigures? figures = result.Figures;
            CommitBatch.Add(batch, """
                INSERT INTO training
                (entity, version, verdict, trained_through, rows, error, champion_error, champion_version, detail, written, model, curves)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
                ON CONFLICT (entity, version) DO UPDATE SET verdict = excluded.verdict, trained_through = excluded.trained_through,
                rows = excluded.rows, error = excluded.error, champion_error = excluded.champion_error, champion_version = excluded.champion_version,
                detail = excluded.detail, written = excluded.written, model = excluded.model, curves = excluded.curves
                """,
                Sql.Int64(entity),
                Sql.Int32(result.Version),
                Sql.Text(result.Verdict.ToString()),
                Sql.Int64(figures?.TrainedThrough),
                Sql.OrNull(figures?.Rows, NpgsqlDbType.Integer),
                Sql.OrNull(figures?.Error, NpgsqlDbType.Real),
                Sql.OrNull(figures?.ChampionError, NpgsqlDbType.Real),
                Sql.OrNull(figures?.ChampionVersion, NpgsqlDbType.Integer),
                Sql.Name(TrainingRows.DetailOf(result)),
                Sql.Int64(now),
                Sql.OrNull(result.Rejected is EntityModel model ? EntityModelCodec.Write(model) : null, NpgsqlDbType.Bytea),
                Sql.OrNull(result.Report is TrainingReport report ? LossCurves.Of(report).Write() : null, NpgsqlDbType.Bytea));
            CommitBatch.Add(batch, """
                UPDATE training SET model = NULL WHERE entity = $1 AND model IS NOT NULL AND version <=
                (SELECT version FROM training WHERE entity = $1 AND model IS NOT NULL ORDER BY version DESC LIMIT 1 OFFSET $2)
                """, Sql.Int64(entity), Sql.Int32(rejected));
            CommitBatch.Add(batch, $"""
                DELETE FROM training WHERE entity = $1
                AND version <= (SELECT version FROM training WHERE entity = $1 ORDER BY version DESC LIMIT 1 OFFSET {TrainingRows.Kept})
                AND model IS NULL AND version NOT IN (SELECT version FROM model WHERE entity = $1)
                """, Sql.Int64(entity));
        }
    }
}
