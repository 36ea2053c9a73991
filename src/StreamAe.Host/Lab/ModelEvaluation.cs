using StreamAe.Host.Commands;
using StreamAe.Host.Commands.Lab;
using StreamAe.Monitoring.Files;
using StreamAe.Numerics.Evaluation;
using StreamAe.Numerics.Metrics;
using StreamAe.Numerics.Randomness;

namespace StreamAe.Host.Lab;

/// <summary>Measures a model on a table.</summary>
internal static class ModelEvaluation
{
    /// <summary>Variance over the rows of a latent mean below which the unit carries nothing (Burda, Grosse and Salakhutdinov 2016).</summary>
    private const double ActiveVariance = 0.01;

    private const int MaxClasses = 1000;

    public static EvaluationReport Run(LabModel lab, LabTable table, string? label, ImageSize? image, double? range, double testShare, ulong seed)
    {
        (float[][] rows, float[] errors, float[] divergences) = lab.Reconstruct(table);
        (float[] codes, _) = lab.Encode(table);
        double chosenRange = range ?? RangeOf(table);
        EvaluationReport report = new(
            lab.Architecture.ToString(),
            table.Count,
            ReconstructionQuality.Compute(Flat(table.Rows), Flat(rows), chosenRange),
            ReconstructionQuality.Compute(RowNoise.Scaled(lab.Stored.Scaling, table.Rows), RowNoise.Scaled(lab.Stored.Scaling, rows), range: 0),
            image is ImageSize size ? MeanSimilarity(table, rows, size, chosenRange) : null,
            lab.Architecture.Features / (double)lab.Architecture.Latent,
            lab.Architecture.Features * (long)sizeof(float),
            lab.Architecture.Latent * (long)sizeof(float),
            lab.IsVariational ? divergences.Average(d => (double)d) : null,
            lab.IsVariational ? ActiveUnits(codes, lab.Architecture.Latent) : null,
            null,
            null,
            null,
            null);
        return label is null ? report : WithLabels(report, lab, table, table.Texts[label], codes, errors, testShare, seed);
    }

    private static EvaluationReport WithLabels(
        EvaluationReport report, LabModel lab, LabTable table, IReadOnlyList<string> words, float[] codes, float[] errors, double testShare, ulong seed)
    {
        string[] classes = [.. words.Distinct().Order(NaturalOrder.Instance)];
        if (classes.Length is < 2 or > MaxClasses)
        {
            throw new ObservationFileException(
                table.File, 1, $"the label has {classes.Length:N0} different words; a classifier needs 2 to {MaxClasses}. Give a column of classes as --label.");
        }

        int[] labels = [.. words.Select(w => Array.IndexOf(classes, w))];
        float[] filled = RowNoise.Scaled(lab.Stored.Scaling, table.Rows);
        foreach (ref float value in filled.AsSpan())
        {
            value = float.IsNaN(value) ? 0 : value;
        }

        (int[] fit, int[] test) = Split(labels, testShare, seed);
        if (fit.Select(r => labels[r]).Distinct().Count() < 2 || test.Length == 0)
        {
            throw new ObservationFileException(
                table.File, 0, $"of {table.Count:N0} rows {fit.Length:N0} fit the classifier and {test.Length:N0} test it; the first need two classes and the second one row. Give more rows, or another --test-share.");
        }

        return report with
        {
            Classes = classes.Length,
            OnCodes = Classify(codes, lab.Architecture.Latent, labels, classes.Length, fit, test),
            OnRawRows = Classify(filled, lab.Architecture.Features, labels, classes.Length, fit, test),
            Detection = classes is ["0", "1"] or ["0.0", "1.0"] ? Detect(errors, labels) : null,
        };
    }

    private static ClassificationQuality Classify(float[] rows, int width, int[] labels, int classes, int[] fit, int[] test)
    {
        LogisticRegression regression = LogisticRegression.Fit(Flat([.. fit.Select(r => rows[(r * width)..((r + 1) * width)])]), width, [.. fit.Select(r => labels[r])], classes);
        double[] probabilities = new double[test.Length * classes];
        for (int i = 0; i < test.Length; i++)
        {
            regression.Predict(rows.AsSpan(test[i] * width, width), probabilities.AsSpan(i * classes, classes));
        }

        return ClassificationQuality.Compute(probabilities, [.. test.Select(r => labels[r])], classes);
    }

    /// <summary>At random within each class, so that a rare class is in both parts.</summary>
    private static (int[] Fit, int[] Test) Split(int[] labels, double testShare, ulong seed)
    {
        var random = new PhiloxRandom(seed);
        List<int> fit = [], test = [];
        foreach (IGrouping<int, int> group in Enumerable.Range(0, labels.Length).GroupBy(r => labels[r]).OrderBy(g => g.Key))
        {
            int[] members = [.. group];
            random.Shuffle<int>(members);
            int tested = (int)Math.Round(members.Length * testShare);
            test.AddRange(members[..tested]);
            fit.AddRange(members[tested..]);
        }

        return ([.. fit], [.. test]);
    }

    private static DetectionReport Detect(float[] errors, int[] labels)
    {
        byte[] flags = [.. labels.Select(l => (byte)l)];
        (double F1, float Threshold)? best = BestF1.Compute(errors, flags);
        return new DetectionReport(RocAuc.Compute(errors, flags), AveragePrecision.Compute(errors, flags), best?.F1, best?.Threshold);
    }

    private static double MeanSimilarity(LabTable table, float[][] rows, ImageSize size, double range)
    {
        if (!(range > 0))
        {
            throw new WrongUseException("--image: every value of the file is the same, so SSIM has no range. Give --range.");
        }

        double sum = 0;
        for (int r = 0; r < rows.Length; r++)
        {
            // A missing pixel is taken as reconstructed: it says nothing about the model.
            float[] image = [.. table.Rows[r].Select((v, d) => float.IsNaN(v) ? rows[r][d] : v)];
            sum += StructuralSimilarity.Compute(image, rows[r], size.Height, size.Width, range);
        }

        return sum / rows.Length;
    }

    private static int ActiveUnits(float[] codes, int latent)
    {
        int active = 0;
        int rows = codes.Length / latent;
        for (int j = 0; j < latent; j++)
        {
            double mean = 0, squares = 0;
            for (int r = 0; r < rows; r++)
            {
                mean += codes[(r * latent) + j] / (double)rows;
            }

            for (int r = 0; r < rows; r++)
            {
                squares += Math.Pow(codes[(r * latent) + j] - mean, 2);
            }

            active += squares / rows > ActiveVariance ? 1 : 0;
        }

        return active;
    }

    private static double RangeOf(LabTable table)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float[] row in table.Rows)
        {
            foreach (float value in row)
            {
                // A comparison with NaN is false: a missing value is passed over.
                low = value < low ? value : low;
                high = value > high ? value : high;
            }
        }

        return low < high ? (double)high - low : 0;
    }

    private static float[] Flat(IReadOnlyList<float[]> rows)
    {
        int width = rows[0].Length;
        float[] flat = new float[rows.Count * width];
        for (int r = 0; r < rows.Count; r++)
        {
            rows[r].CopyTo(flat, r * width);
        }

        return flat;
    }
}
