using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Backtesting;

/// <summary>How an entity's first own training went, in short.</summary>
/// <param name="Verdict">What came of it.</param>
/// <param name="Epochs">Epochs that ran.</param>
/// <param name="ChosenEpoch">The one whose parameters were kept; 0 where none was usable.</param>
/// <param name="ValidationLoss">Of the kept parameters.</param>
/// <param name="ActiveUnits">Latent units of a vae that say something; null for an autoencoder.</param>
/// <param name="Warnings">What a person should know, each with its remedy.</param>
public sealed record TrainingFigures(
    TrainingVerdict Verdict, int Epochs, int ChosenEpoch, float ValidationLoss, int? ActiveUnits, IReadOnlyList<string> Warnings)
{
    public static TrainingFigures Of(TrainingResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        TrainingReport? report = result.Report;
        return report is null
            ? new TrainingFigures(result.Verdict, 0, 0, float.NaN, null, [])
            : new TrainingFigures(
                result.Verdict,
                report.ValidationLoss.Count,
                report.BestEpoch,
                report.BestLoss,
                report.UnitDivergences.Count == 0 ? null : report.ActiveUnits,
                report.Warnings);
    }
}
