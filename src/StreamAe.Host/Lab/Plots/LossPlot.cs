using StreamAe.Host.Plots;
using StreamAe.Numerics.Files;

namespace StreamAe.Host.Lab.Plots;

/// <summary>How a training went: loss and learning rate over the epochs.</summary>
internal static class LossPlot
{
    private const int Width = 860;
    private const int LossHeight = 340;
    private const int RateHeight = 200;

    public static void Save(string path, StoredModel model)
    {
        Series[] losses = [new("training", Curve(model.Report.TrainingLoss)), new("validation", Curve(model.Report.ValidationLoss))];
        Series[] rates = [new("learning rate", Curve(model.Report.LearningRate))];
        PlotFile.Save(path, Width, LossHeight + RateHeight, canvas =>
        {
            new Frame(0, 0, Width, LossHeight) { Title = $"Loss: {model.Architecture}, epoch {model.Report.BestEpoch} was kept" }.DrawLines(canvas, losses);
            new Frame(0, LossHeight, Width, RateHeight) { Title = "Learning rate", XLabel = "epoch" }.DrawLines(canvas, rates);
        });
    }

    private static (double X, double Y)[] Curve(IReadOnlyList<float> values) => [.. values.Select((v, i) => (i + 1.0, (double)v))];
}
