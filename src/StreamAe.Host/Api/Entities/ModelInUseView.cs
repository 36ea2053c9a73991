using StreamAe.Monitoring.Models;

namespace StreamAe.Host.Api.Entities;

/// <summary>The model that judges an entity.</summary>
/// <param name="Error">Mean squared standardised residual on held-out rows.</param>
/// <param name="CalibrationRows">Scores that its surprise was calibrated on.</param>
internal sealed record ModelInUseView(int Version, ModelOrigin Origin, DateTimeOffset? TrainedThrough, int Rows, float? Error, int CalibrationRows)
{
    public static ModelInUseView Of(EntityModel model) => new(
        model.Version, model.Origin, Figures.Time((long?)model.TrainedThrough), model.TrainingRows, Figures.Finite(model.HeldOutError), model.Calibration.Samples);
}
