using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;

namespace StreamAe.Monitoring.Tests.TestData;

/// <summary>Models whose scores can be told by hand.</summary>
internal static class HandMade
{
    /// <summary>Where <see cref="Calibration"/> puts the 0.999 quantile: 1 + (100^0.05 − 1)/0.05.</summary>
    public const float Threshold = 6.1785f;

    /// <summary>Scores even between 0 and 1 up to the 90 % quantile, then a tail of scale 1.</summary>
    public static ScoreCalibration Calibration { get; } =
        new([.. Enumerable.Range(0, ScoreCalibration.Knots).Select(k => k / (ScoreCalibration.Knots - 1f))], 1, 0.05f, 1000);

    /// <summary>
    /// Weights 0, so that every row is reconstructed as <paramref name="constant"/>: with window 1 and μ = 0, σ = 1 the score is the mean
    /// of (x − constant)².
    /// </summary>
    public static EntityModel Constant(
        MonitorPlan plan, int version = 1, ModelOrigin origin = ModelOrigin.Own, float constant = 0, float mean = 0, float deviation = 1)
    {
        float[] parameters = new float[plan.Architecture.SlotFloats];
        parameters.AsSpan(plan.Architecture.Layers[^1].BiasOffset, plan.Architecture.Features).Fill(constant);
        for (int i = 0; i < plan.Architecture.Features; i++)
        {
            parameters[plan.Architecture.ErrorWeightOffset + i] = plan.VoteOf(i % plan.Encoder.ReconstructedCount);
        }

        float[] means = new float[plan.Encoder.Count];
        float[] deviations = new float[plan.Encoder.Count];
        Array.Fill(means, mean);
        Array.Fill(deviations, deviation);
        float[] differences = new float[plan.DifferenceCount];
        Array.Fill(differences, deviation);
        return new EntityModel(
            version, origin, new FeatureScaler(means, deviations, (float)plan.Definition.Score.Clip, differences), parameters, Calibration, 0, 100, 1)
        {
            Plan = plan.Identity,
            Tails = plan.Memory.Tails?.Unsurprising() ?? [],
        };
    }
}
