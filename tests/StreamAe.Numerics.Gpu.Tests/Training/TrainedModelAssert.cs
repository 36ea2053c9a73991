using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Gpu.Tests.Training;

/// <summary>One backend's model against another's: parameters and the whole report.</summary>
internal static class TrainedModelAssert
{
    public static void Close(TrainedModel expected, TrainedModel actual, double parameterTolerance, double lossTolerance)
    {
        TrainingReport want = expected.Report, have = actual.Report;
        Assert.Equal((want.Outcome, want.FittingRows, want.ValidationRows, want.BatchSize), (have.Outcome, have.FittingRows, have.ValidationRows, have.BatchSize));
        Close(want.TrainingLoss, have.TrainingLoss, lossTolerance, "training loss");
        Close(want.ValidationLoss, have.ValidationLoss, lossTolerance, "validation loss");
        Assert.Equal(want.BestEpoch, have.BestEpoch);
        Assert.Equal(want.LearningRate, have.LearningRate);
        Assert.Equal(want.Warnings, have.Warnings);
        Close(Figures(want), Figures(have), lossTolerance, "figures");
        Close(want.UnitDivergences, have.UnitDivergences, lossTolerance, "divergences");
        Close(expected.Parameters, actual.Parameters, parameterTolerance, "parameters");
    }

    public static void Same(TrainedModel expected, TrainedModel actual)
    {
        Assert.Equal(expected.Parameters, actual.Parameters);
        Assert.Equal(expected.Report.TrainingLoss, actual.Report.TrainingLoss);
        Assert.Equal(expected.Report.ValidationLoss, actual.Report.ValidationLoss);
        Assert.Equal(expected.Report.BestEpoch, actual.Report.BestEpoch);
        Assert.Equal(expected.Report.Figures, actual.Report.Figures);
    }

    /// <param name="tolerance">Relative, absolute below 1.</param>
    public static void Close(IReadOnlyList<float> expected, IReadOnlyList<float> actual, double tolerance, string what)
    {
        Assert.Equal(expected.Count, actual.Count);
        for (int i = 0; i < expected.Count; i++)
        {
            double bound = tolerance * Math.Max(1, Math.Abs(expected[i]));
            Assert.True(
                float.IsNaN(expected[i]) == float.IsNaN(actual[i]) && !(Math.Abs(expected[i] - actual[i]) > bound),
                $"{what} {i}: {expected[i]:R} on the processor, {actual[i]:R} on the device, bound {bound:G2}");
        }
    }

    private static float[] Figures(TrainingReport report) =>
        [(float)report.Figures.MeanSquaredError, (float)report.Figures.MeanAbsoluteError, (float)report.Figures.Divergence];
}
