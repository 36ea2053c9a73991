using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>Pictures reconstructed, drawn anew and turned into one another.</summary>
internal sealed class PicturesExperiment : IExperiment
{
    private const int Side = SampleSource.ShapeSide;
    private const int Latent = 8;
    private const int Columns = 12;

    // Interpolations in one sheet, and the steps of each.
    private const int Pairs = 6;

    public string Name => "pictures";

    public string Title => "Pictures: reconstruction, sampling, interpolation";

    public ExperimentResult Run(ExperimentOptions options, CancellationToken cancellationToken)
    {
        Sample pictures = options.Pictures;
        (Sample train, Sample test) = pictures.Split(pictures.Count * 4 / 5);
        FittedModel plain = Fit(LatentKind.Deterministic, 1);
        FittedModel vae = Fit(LatentKind.Gaussian, 1);
        FittedModel ordinary = Fit(LatentKind.Gaussian, 0.25);
        var rows = new List<string[]>();
        foreach ((string label, FittedModel model) in ((string, FittedModel)[])[("autoencoder", plain), ("VAE, β 1", vae), ("VAE, β ¼", ordinary)])
        {
            (float[] reconstructions, double divergence) = model.Reconstruct(test);
            double error = FittedModel.MeanSquared(test.Rows, reconstructions);
            rows.Add([label, Format.Figure(error), Format.Number(-10 * Math.Log10(error)), model == plain ? "–" : Format.Figure(divergence)]);
        }

        return new ExperimentResult(
            $"{options.PicturesName}, {train.Count:N0} training, {test.Count:N0} test; 64-48-{Latent}-48-64, ReLU, sigmoid output, binary cross-entropy, "
            + "300 epochs of Adam at 0.002 on a cosine. Peak signal-to-noise ratio for a range of 1.",
            new ExperimentTable(["model", "test MSE", "PSNR (dB)", "KL (nats)"], rows),
            [
                new PictureSheet(
                    "reconstruction",
                    "Test pictures; the autoencoder's reconstructions; the VAE's (β 1), which average what they are not sure of.",
                    Side,
                    [
                        ("test", Pick(test.Rows)),
                        ("autoencoder", Pick(plain.Reconstruct(test).Reconstructions)),
                        ("VAE", Pick(vae.Reconstruct(test).Reconstructions)),
                    ]),
                new PictureSheet("samples", "Drawn from the VAE (β 1): z from a standard Gaussian, decoded.", Side, Draw(vae, options.Seed)),
                new PictureSheet(
                    "interpolation",
                    "From the left test picture to the right one in equal steps of the VAE's code.",
                    Side,
                    [.. UnequalPairs(test).Take(Pairs).Select((pair, p) => ($"pair {p + 1}", Between(vae, test.Pick(pair))))]),
            ]);

        FittedModel Fit(LatentKind latentKind, double beta) => FittedModel.Fit(
            new Architecture(
                Side * Side, [48], Latent, latentKind, Activation.Relu, Activation.Linear, Activation.Sigmoid),
            train,
            new TrainingOptions
            {
                Epochs = 300,
                MinSteps = 0,
                BatchSize = 64,
                Patience = 0,
                Loss = ReconstructionLoss.BinaryCrossEntropy,
                Optimizer = new OptimizerOptions { LearningRate = 2e-3 },
                Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine },
                Variational = new VariationalOptions { Beta = beta },
                Seed = options.Seed,
            },
            cancellationToken);
    }

    /// <summary>Neighbouring rows of different classes, each row once.</summary>
    private static IEnumerable<int[]> UnequalPairs(Sample sample)
    {
        for (int r = 0; r + 1 < sample.Count; r++)
        {
            if (sample.Classes[r] != sample.Classes[r + 1])
            {
                yield return [r, ++r];
            }
        }
    }

    private static float[][] Pick(float[] rows) =>
        [.. Enumerable.Range(0, Columns).Select(i => rows[(i * Side * Side)..((i + 1) * Side * Side)])];

    private static (string, float[][])[] Draw(FittedModel model, ulong seed)
    {
        const int Lines = 4;
        const ulong Stream = 78;
        var random = new PhiloxRandom(seed, Stream);
        float[] codes = new float[Lines * Columns * Latent];
        foreach (ref float z in codes.AsSpan())
        {
            z = random.NextGaussian();
        }

        float[] pictures = model.Decode(codes);
        return [.. Enumerable.Range(0, Lines).Select(line => ("z ~ N(0, I)", Pick(pictures[(line * Columns * Side * Side)..])))];
    }

    private static float[][] Between(FittedModel model, Sample pair)
    {
        float[] ends = model.Encode(pair);
        float[] codes = new float[Columns * Latent];
        for (int i = 0; i < Columns; i++)
        {
            float t = i / (Columns - 1f);
            for (int j = 0; j < Latent; j++)
            {
                codes[(i * Latent) + j] = ((1 - t) * ends[j]) + (t * ends[Latent + j]);
            }
        }

        return Pick(model.Decode(codes));
    }
}
