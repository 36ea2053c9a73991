using StreamAe.Monitoring.Operations;

namespace StreamAe.Host.Api.Requests;

/// <summary>How the losses of a training fell, by epoch.</summary>
/// <param name="FirstEpoch">Of the first loss, from 1.</param>
/// <param name="BestEpoch">Whose parameters were kept; 0 for none.</param>
internal sealed record LossCurvesView(float?[] Training, float?[] Validation, int FirstEpoch, int BestEpoch)
{
    public static LossCurvesView Of(LossCurves curves) => new(
        [.. curves.Training.Select(Figures.Finite)], [.. curves.Validation.Select(Figures.Finite)], curves.FirstEpoch, curves.BestEpoch);
}
