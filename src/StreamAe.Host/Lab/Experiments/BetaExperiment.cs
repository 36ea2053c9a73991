using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>What β trades: reconstruction against the simplicity of the code.</summary>
internal sealed class BetaExperiment : IExperiment
{
    private static readonly double[] Betas = [0, 0.1, 0.25, 0.5, 1, 2, 4, 8, 16];

    public string Name => "beta";

    public string Title => "β of a VAE";

    public ExperimentResult Run(ExperimentOptions options, CancellationToken cancellationToken)
    {
        (Sample train, Sample test) = SampleSource.Hierarchy(roots: 4, levels: 2, features: 32, 4000, options.Seed).Split(3000);
        var architecture = new Architecture(train.Features, [24], 8, LatentKind.Gaussian);
        var rows = new List<string[]>();
        foreach (double beta in Betas)
        {
            var training = new TrainingOptions
            {
                Epochs = 100,
                MinSteps = 0,
                BatchSize = 64,
                Optimizer = new OptimizerOptions { LearningRate = 3e-3 },
                Variational = new VariationalOptions { Beta = beta },
                Seed = options.Seed,
            };
            FittedModel model = FittedModel.Fit(architecture, train, training, cancellationToken);
            (float[] reconstructions, double divergence) = model.Reconstruct(test);
            rows.Add([
                Format.Number(beta),
                Format.Figure(FittedModel.MeanSquared(test.Rows, reconstructions)),
                Format.Figure(divergence),
                $"{model.Report.ActiveUnits} of {architecture.Latent}",
                model.Report.IsCollapsed ? "yes" : "no",
            ]);
        }

        return new ExperimentResult(
            "4 hidden causes through 2 random layers with a sine to 32 features; 3,000 training rows, 1,000 test rows; 32-24-8-24-32 tanh VAE, 100 epochs of Adam at 0.003.",
            new ExperimentTable(["β", "test MSE", "KL (nats)", "active units", "collapsed"], rows),
            []);
    }
}
