using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Training;
using StreamAe.Storage.Commits;

namespace StreamAe.Storage.Sqlite;

/// <summary>Records how entities' trainings ended. Within the commit's transaction.</summary>
internal sealed class TrainingWriter(Database database)
{
    private readonly Statement _put = database.Prepare("""
        INSERT OR REPLACE INTO training
        (entity, version, verdict, trained_through, rows, error, champion_error, champion_version, detail, written, model, curves)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
        """);

    // Rejected models that are too many go, their figures stay.
    private readonly Statement _dropModels = database.Prepare("""
        UPDATE training SET model = NULL WHERE entity = ?1 AND model IS NOT NULL AND version <=
        (SELECT version FROM training WHERE entity = ?1 AND model IS NOT NULL ORDER BY version DESC LIMIT 1 OFFSET ?2)
        """);

    private readonly Statement _drop = database.Prepare($"""
        DELETE FROM training WHERE entity = ?1
        AND version <= (SELECT version FROM training WHERE entity = ?1 ORDER BY version DESC LIMIT 1 OFFSET {TrainingRows.Kept})
        AND model IS NULL AND version NOT IN (SELECT version FROM model WHERE entity = ?1)
        """);

    /// <param name="entity">Its row.</param>
    /// <param name="rejected">Rejected models to keep.</param>
    public void Write(long entity, TrainingResult result, int rejected, long now)
    {
        _put.Bind(1, entity).Bind(2, result.Version).BindText(3, result.Verdict.ToString()).BindText(9, TrainingRows.DetailOf(result)).Bind(10, now);
        if (result.Figures is ChallengerFigures figures)
        {
            _put.Bind(4, figures.TrainedThrough)
                .Bind(5, figures.Rows)
                .BindDouble(6, figures.Error)
                .BindDouble(7, figures.ChampionError)
                .Bind(8, figures.ChampionVersion);
        }
        else
        {
            for (int index = 4; index <= 8; index++)
            {
                _put.BindNull(index);
            }
        }

        if (result.Rejected is EntityModel model)
        {
            _put.BindBlob(11, EntityModelCodec.Write(model));
        }
        else
        {
            _put.BindNull(11);
        }

        if (result.Report is TrainingReport report)
        {
            _put.BindBlob(12, LossCurves.Of(report).Write());
        }
        else
        {
            _put.BindNull(12);
        }

        _put.Run();
        _dropModels.Bind(1, entity).Bind(2, rejected).Run();
        _drop.Bind(1, entity).Run();
    }
}
