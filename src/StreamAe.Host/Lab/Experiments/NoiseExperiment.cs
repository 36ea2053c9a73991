using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>Is what a denoising autoencoder gives out nearer to the clean signal than what it was given?</summary>
internal sealed class NoiseExperiment : IExperiment
{
    private static readonly (string Label, NoiseOptions Noise)[] Noises =
    [
        ("Gaussian, σ 0.5", new NoiseOptions { Kind = NoiseKind.Gaussian, Level = 0.5 }),
        ("salt and pepper, 10 %", new NoiseOptions { Kind = NoiseKind.SaltAndPepper, Level = 0.1 }),
        ("masking, 25 %", new NoiseOptions { Kind = NoiseKind.Masking, Level = 0.25 }),
    ];

    public string Name => "noise";

    public string Title => "Denoising";

    public ExperimentResult Run(ExperimentOptions options, CancellationToken cancellationToken)
    {
        (Sample train, Sample test) = SampleSource.Hierarchy(roots: 4, levels: 2, features: 32, 4000, options.Seed).Split(3000);
        var architecture = new Architecture(train.Features, [48], 16);
        FittedModel plain = Fit(new NoiseOptions());
        var rows = new List<string[]>();
        foreach ((string label, NoiseOptions noise) in Noises)
        {
            FittedModel denoising = Fit(noise);
            Sample noisy = test with { Rows = Spoil(test, train, noise, options.Seed) };
            rows.Add([
                label,
                Format.Figure(FittedModel.MeanSquared(test.Rows, noisy.Rows)),
                Format.Figure(FittedModel.MeanSquared(test.Rows, plain.Reconstruct(noisy).Reconstructions)),
                Format.Figure(FittedModel.MeanSquared(test.Rows, denoising.Reconstruct(noisy).Reconstructions)),
                Format.Figure(denoising.Error(test)),
            ]);
        }

        return new ExperimentResult(
            "4 hidden causes through 2 random layers with a sine to 32 standardised features; 3,000 training rows, 1,000 test rows; 32-48-16-48-32 tanh "
            + "autoencoder, 150 epochs of Adam at 0.003. Mean squared distance from the clean test rows.",
            new ExperimentTable(["noise", "noisy input", "output, trained without noise", "output, trained with it", "clean input, trained with it"], rows),
            []);

        FittedModel Fit(NoiseOptions noise) => FittedModel.Fit(
            architecture,
            train,
            new TrainingOptions
            {
                Epochs = 150,
                MinSteps = 0,
                BatchSize = 64,
                Optimizer = new OptimizerOptions { LearningRate = 3e-3 },
                Noise = noise,
                Seed = options.Seed,
            },
            cancellationToken);
    }

    /// <summary>The test rows spoilt as the training spoils its own, written a second time so that the experiment does not trust it.</summary>
    private static float[] Spoil(Sample test, Sample train, NoiseOptions noise, ulong seed)
    {
        const ulong Stream = 77;
        var random = new PhiloxRandom(seed, Stream);
        float[] rows = [.. test.Rows];
        for (int i = 0; i < rows.Length; i++)
        {
            switch (noise.Kind)
            {
                case NoiseKind.Gaussian:
                    rows[i] += (float)noise.Level * random.NextGaussian();
                    break;
                case NoiseKind.Masking:
                    rows[i] = random.NextSingle() < noise.Level ? 0 : rows[i];
                    break;
                default:
                    if (random.NextSingle() < noise.Level)
                    {
                        IEnumerable<float> column = Enumerable.Range(0, train.Count).Select(r => train.Row(r)[i % train.Features]);
                        rows[i] = random.NextSingle() < 0.5f ? column.Min() : column.Max();
                    }

                    break;
            }
        }

        return rows;
    }
}
