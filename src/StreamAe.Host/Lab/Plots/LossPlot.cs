using StreamAe.Numerics.Files;

namespace StreamAe.Host.Lab.Plots;

/// <summary>How a training went: loss and learning rate over the epochs.</summary>
internal static class LossPlot
{
    private const int Width = 860;
    private const int LossHeight = 340;

    public static void Save(string path, StoredModel model)
    {
        Series[] losses = [new("training", Curve(model.Report.TrainingLoss)), new("validation", Curve(model.Report.ValidationLoss))];
        PlotFile.Save(path, Width, LossHeight, canvas =>
            new Frame(0, 0, Width, LossHeight) { Title = $"Loss, {model.Architecture}; epoch {model.Report.BestEpoch} was kept", XLabel = "epoch" }.DrawLines(canvas, losses));
    }

    public static (double X, double Y)[] Curve(IReadOnlyList<float> values) => [.. values.Select((v, i) => ((double)i + 1, (double)v))];
}
