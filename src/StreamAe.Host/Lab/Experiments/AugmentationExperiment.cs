using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Evaluation;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab.Experiments;

/// <summary>Do synthetic rows of a rare class help a classifier?</summary>
internal sealed class AugmentationExperiment : IExperiment
{
    private const int Features = 12;
    private const double Minority = 0.03;
    private const int Repetitions = 5;
    private const float Beta = 0.1f;

    public string Name => "augmentation";

    public string Title => "Synthetic rows of a rare class";

    public ExperimentResult Run(ExperimentOptions options, CancellationToken cancellationToken)
    {
        // Few rare rows make one draw a matter of luck: means over several worlds.
        string[] variants = ["as it is", "rare rows repeated", "rare rows with 10 % noise", "rows drawn from a VAE of the rare rows", "rows drawn from a conditional VAE of all rows"];
        var figures = new double[variants.Length, 4];
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            ulong seed = options.Seed + (ulong)repetition;
            (Sample train, Sample test) = SampleSource.Imbalanced(4000, Minority, Features, seed).Split(1000);
            Sample rare = train.OfClass(1);
            int wanted = train.Count - (2 * rare.Count);
            Sample[] additions =
            [
                rare.Pick([]),
                Repeat(rare, wanted, noise: 0, seed),
                Repeat(rare, wanted, noise: 0.1f, seed),
                Draw(rare, condition: 0, wanted, seed, cancellationToken),
                Draw(train, condition: 2, wanted, seed, cancellationToken),
            ];
            for (int v = 0; v < variants.Length; v++)
            {
                (ClassificationQuality quality, double recall) = Classify(Join(train, additions[v]), test);
                figures[v, 0] += quality.Accuracy / Repetitions;
                figures[v, 1] += quality.MacroF1 / Repetitions;
                figures[v, 2] += recall / Repetitions;
                figures[v, 3] += quality.RocAuc!.Value / Repetitions;
            }
        }

        return new ExperimentResult(
            $"Two classes on two bent curves, {Features} features with noise 0.3, {Format.Percent(Minority)} of class 1; 1,000 training rows, 3,000 test rows; the rare class "
            + $"raised to as many rows as the other; logistic regression on the features and all their products. VAE 12-16-3-16-12, β 0.1, at least 4,000 steps. Means over {Repetitions} seeds.",
            new ExperimentTable(
                ["training rows", "accuracy", "macro F1", "recall of the rare class", "ROC-AUC"],
                [.. variants.Select((v, i) => (string[])[v, Format.Figure(figures[i, 0]), Format.Figure(figures[i, 1]), Format.Figure(figures[i, 2]), Format.Figure(figures[i, 3])])]),
            []);
    }

    private static (ClassificationQuality Quality, double RareRecall) Classify(Sample train, Sample test)
    {
        const int Classes = 2;
        train = WithProducts(train);
        test = WithProducts(test);
        LogisticRegression classifier = LogisticRegression.Fit(train.Rows, train.Features, train.Classes, Classes);
        double[] probabilities = new double[test.Count * Classes];
        for (int r = 0; r < test.Count; r++)
        {
            classifier.Predict(test.Row(r), probabilities.AsSpan(r * Classes, Classes));
        }

        int[] rare = [.. Enumerable.Range(0, test.Count).Where(r => test.Classes[r] == 1)];
        double recall = rare.Count(r => probabilities[(r * Classes) + 1] > 0.5) / (double)rare.Length;
        return (ClassificationQuality.Compute(probabilities, test.Classes, Classes), recall);
    }

    /// <summary>Features and their products of two: the classes lie on curves.</summary>
    private static Sample WithProducts(Sample sample)
    {
        var rows = new List<float>();
        for (int r = 0; r < sample.Count; r++)
        {
            float[] row = sample.Row(r).ToArray();
            rows.AddRange(row);
            for (int i = 0; i < row.Length; i++)
            {
                rows.AddRange(row[i..].Select(other => row[i] * other));
            }
        }

        return sample with { Features = rows.Count / sample.Count, Rows = [.. rows] };
    }

    /// <summary>
    /// Samples of class 1: z from the standard Gaussian, decoded, plus the observation noise. Dividing the loss by β shows that a VAE with weight
    /// β on the KL term is the one whose observations have variance β.
    /// </summary>
    private static Sample Draw(Sample sample, int condition, int count, ulong seed, CancellationToken cancellationToken)
    {
        var architecture = new Architecture(Features, [16], 3, LatentKind.Gaussian, condition: condition);
        var training = new TrainingOptions
        {
            MinSteps = 4000,
            Optimizer = new OptimizerOptions { LearningRate = 3e-3 },
            Variational = new VariationalOptions { Beta = Beta },
            Seed = seed,
        };
        FittedModel model = FittedModel.Fit(architecture, sample, training, cancellationToken);
        const ulong Stream = 79;
        var random = new PhiloxRandom(seed, Stream);
        float[] codes = new float[count * architecture.Latent];
        foreach (ref float z in codes.AsSpan())
        {
            z = random.NextGaussian();
        }

        int[] classes = [.. Enumerable.Repeat(1, count)];
        float[] rows = model.Decode(codes, classes);
        foreach (ref float value in rows.AsSpan())
        {
            value += MathF.Sqrt(Beta) * random.NextGaussian();
        }

        return new Sample(Features, rows, classes);
    }

    private static Sample Repeat(Sample rare, int count, float noise, ulong seed)
    {
        const ulong Stream = 80;
        var random = new PhiloxRandom(seed, Stream);
        Sample repeated = rare.Pick([.. Enumerable.Range(0, count).Select(i => i % rare.Count)]);
        foreach (ref float value in repeated.Rows.AsSpan())
        {
            value += noise * random.NextGaussian();
        }

        return repeated;
    }

    private static Sample Join(Sample a, Sample b) => new(a.Features, [.. a.Rows, .. b.Rows], [.. a.Classes, .. b.Classes]);
}
