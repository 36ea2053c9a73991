using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>Does depth help where the data is made in levels?</summary>
internal sealed class DepthExperiment : IExperiment
{
    private const int Features = 64;
    private const int Roots = 4;
    private const int MaxDepth = 8;

    public string Name => "depth";

    public string Title => "Depth on data with a hierarchy";

    public ExperimentResult Run(ExperimentOptions options, CancellationToken cancellationToken)
    {
        (Sample train, Sample test) = SampleSource.Hierarchy(Roots, levels: 4, Features, 6000, options.Seed).Split(5000);
        var rows = new List<string[]>();
        for (int depth = 1; depth <= MaxDepth; depth++)
        {
            int[] hidden = Widths(depth);
            var architecture = new Architecture(Features, hidden, Roots, hiddenActivation: Activation.Elu, latentActivation: Activation.Linear);
            var training = new TrainingOptions
            {
                Epochs = 60,
                MinSteps = 0,
                BatchSize = 64,
                Optimizer = new OptimizerOptions { LearningRate = 2e-3, ClipNorm = 1 },
                Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine, WarmUpSteps = 100 },
                Seed = options.Seed,
            };
            FittedModel model = FittedModel.Fit(architecture, train, training, cancellationToken);
            rows.Add([$"{depth}", string.Join('-', hidden), Format.Count(architecture.ParameterCount), Format.Figure(model.Error(train)), Format.Figure(model.Error(test))]);
        }

        return new ExperimentResult(
            $"{Roots} hidden causes through 4 random layers with a sine to {Features} standardised features; 5,000 training rows, 1,000 test rows; "
            + $"code of {Roots} units, ELU; 60 epochs of Adam at 0.002 on a cosine, gradients clipped to 1. Error 1 is the mean's.",
            new ExperimentTable(["hidden layers a side", "widths", "parameters", "training MSE", "test MSE"], rows),
            []);
    }

    /// <summary>From the row to the code in equal ratios.</summary>
    private static int[] Widths(int depth)
    {
        int[] widths = new int[depth];
        for (int l = 0; l < depth; l++)
        {
            widths[l] = (int)Math.Round(Features * Math.Pow((double)Roots / Features, (l + 0.5) / (depth + 1)));
        }

        return widths;
    }
}
