using StreamAe.Monitoring.Features;

namespace StreamAe.Monitoring.Models;

/// <summary>Everything a trained model is, apart from the slot it occupies while in use. Immutable; what is stored and what is promoted.</summary>
/// <param name="Version">1, 2, … per entity (and per cohort); stands on every verdict.</param>
/// <param name="Origin">Whose rows it learned from.</param>
/// <param name="Scaler">The standardisation its rows need.</param>
/// <param name="Parameters">A slot's floats, error weights included.</param>
/// <param name="Calibration">How its scores are distributed on rows like its history, at the level of those it was not fitted on.</param>
/// <param name="TrainedThrough">Event time of the newest row it learned from, ticks.</param>
/// <param name="TrainingRows">Rows it was fitted on.</param>
/// <param name="HeldOutError">Mean squared standardised residual on held-out rows: what a challenger must beat.</param>
public sealed record EntityModel(
    int Version,
    ModelOrigin Origin,
    FeatureScaler Scaler,
    float[] Parameters,
    ScoreCalibration Calibration,
    long TrainedThrough,
    int TrainingRows,
    float HeldOutError)
{
    /// <summary>The plan its rows were of, see <see cref="StreamAe.Monitoring.Plans.MonitorPlan.Identity"/>: to entities of another it means nothing.</summary>
    public ulong Plan { get; init; }

    /// <summary>[2·D] the centres, then the spreads of its residuals at the end of its training rows; empty where drift is not followed or
    /// there is no one such end.</summary>
    public float[] Drift { get; init; } = [];

    /// <summary><see cref="StreamAe.Numerics.Scoring.JointDistance.Parameters"/>; empty where residuals are not put together so.</summary>
    public float[] Joint { get; init; } = [];

    /// <summary>The tails of <see cref="StreamAe.Monitoring.Entities.TailScores"/>; empty where scores are none.</summary>
    public float[] Tails { get; init; } = [];
}
