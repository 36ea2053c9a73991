using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>Does one shared model serve many types better when it is told the type?</summary>
internal sealed class ConditionalExperiment : IExperiment
{
    private const int Types = 8;
    private const int Features = 16;

    public string Name => "conditional";

    public string Title => "Conditional models";

    public ExperimentResult Run(ExperimentOptions options, CancellationToken cancellationToken)
    {
        (Sample train, Sample test) = SampleSource.Types(Types, Features, latent: 2, 5000, options.Seed).Split(4000);
        var rows = new List<string[]>();
        foreach (LatentKind latentKind in (LatentKind[])[LatentKind.Deterministic, LatentKind.Gaussian])
        {
            string kind = latentKind == LatentKind.Gaussian ? "VAE" : "autoencoder";
            rows.Add([kind, "unconditional", Format.Figure(Fit(train, latentKind, 0).Error(test))]);
            rows.Add([kind, "given the type", Format.Figure(Fit(train, latentKind, Types).Error(test))]);
            double own = Enumerable.Range(0, Types).Average(type => Fit(train.OfClass(type), latentKind, 0).Error(test.OfClass(type)));
            rows.Add([kind, $"{Types} models, one a type", Format.Figure(own)]);
        }

        return new ExperimentResult(
            $"{Types} types of machine, {Features} sensors, each type near its own plane of 2 dimensions; 4,000 training rows, 1,000 test rows; "
            + "16-24-2-24-16 tanh, code linear; 200 epochs of Adam at 0.003 (at least 12,000 steps for one type's own model).",
            new ExperimentTable(["model", "variant", "test MSE"], rows),
            []);

        FittedModel Fit(Sample sample, LatentKind latentKind, int condition) => FittedModel.Fit(
            new Architecture(Features, [24], 2, latentKind, latentActivation: Activation.Linear, condition: condition),
            sample,
            new TrainingOptions
            {
                Epochs = 200,
                MinSteps = 12_000,
                BatchSize = 64,
                Patience = 30,
                Optimizer = new OptimizerOptions { LearningRate = 3e-3 },
                Variational = new VariationalOptions { Beta = 0.1 },
                Seed = options.Seed,
            },
            cancellationToken);
    }
}
