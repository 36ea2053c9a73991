using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Training;

/// <summary>Sentences of a training report: what is the matter, and the remedy.</summary>
internal static class TrainingWarnings
{
    /// <summary>Share of the error of the mean row above which a model is said to have learnt nothing.</summary>
    private const double UnderfitShare = 0.95;

    private const int SampledRows = 64;

    /// <summary>Of what is known before the first step.</summary>
    public static void AddBefore(List<string> warnings, Architecture architecture, TrainingOptions options, int fittingRows)
    {
        int latent = architecture.Latent;
        if (fittingRows < latent)
        {
            warnings.Add($"{fittingRows} rows fit {latent} latent units: the model can learn them by heart. Give more rows or fewer latent units.");
        }

        bool isHeld = architecture.LatentKind == LatentKind.Gaussian
            || options.Noise.Kind != NoiseKind.None
            || options.Regularization.Sparsity != SparsityKind.None;
        if (latent >= architecture.Features && !isHeld)
        {
            warnings.Add(
                $"{latent} latent units for {architecture.Features} features: the model can copy its input, anomalies too. "
                + "Lower the latent units, or hold them back with noise or sparsity.");
        }
    }

    /// <summary>Of what the kept parameters measured.</summary>
    /// <param name="report">Complete but for its warnings.</param>
    /// <param name="rows">All rows.</param>
    /// <param name="fitting">Those that moved the weights.</param>
    /// <param name="measured">Those that <paramref name="report"/>'s figures are of.</param>
    public static void AddAfter(
        List<string> warnings, TrainingReport report, Architecture architecture, in TrainingRows rows, ReadOnlySpan<int> fitting, ReadOnlySpan<int> measured)
    {
        if (report.Outcome == TrainingOutcome.Diverged)
        {
            string kept = report.BestEpoch == 0 ? "no epoch before it is usable" : $"the parameters of epoch {report.BestEpoch} were kept";
            warnings.Add($"The loss became infinite or NaN; {kept}. Lower the learning rate, scale the rows, or clip the gradient.");
        }

        if (report.BestEpoch == 0)
        {
            return;
        }

        if (report.IsCollapsed)
        {
            warnings.Add(
                $"Posterior collapse: none of {architecture.Latent} latent units has a divergence above {TrainingReport.ActiveUnitFloor} nats, "
                + "so every reconstruction is the same. Lower β, anneal it, or grant free bits.");
        }

        (double spread, int observed, int constant) = Spread(in rows, fitting, measured, architecture.Features);
        if (observed < architecture.Features)
        {
            warnings.Add($"{architecture.Features - observed} features were never observed in the fitting rows: nothing is known of them. Leave them out.");
        }

        if (constant == observed && observed > 0)
        {
            warnings.Add("Every feature is constant in the fitting rows: there is no relation to learn. Check the source of the rows.");
        }
        else if (spread > 0 && report.Figures.MeanSquaredError > UnderfitShare * spread && !report.IsCollapsed)
        {
            warnings.Add(
                $"The reconstruction (mean squared error {report.Figures.MeanSquaredError:G4}) is hardly better than the mean row ({spread:G4}). "
                + "Train longer, raise the learning rate, or give more latent or hidden units.");
        }
    }

    /// <summary>
    /// The mean squared error of the fitting rows' mean row over the measured rows; features observed in the fitting rows, and those
    /// constant. The mean is that of <see cref="SampledRows"/>: it makes the error 1/64 larger, and a small training is not spent on it.
    /// </summary>
    private static (double Spread, int Observed, int Constant) Spread(
        in TrainingRows rows, ReadOnlySpan<int> fitting, ReadOnlySpan<int> measured, int features)
    {
        var columns = new FeatureColumns(features);
        int sampled = Math.Min(SampledRows, fitting.Length);
        columns.Add(in rows, fitting[..sampled]);
        double spread = columns.MeanSquareAround(in rows, measured);

        // Rare values may all lie in the other rows: they are asked only where the sample has a feature constant or unobserved throughout.
        if (columns.Varying < features)
        {
            columns.Add(in rows, fitting[sampled..]);
        }

        return (spread, columns.Observed, columns.Observed - columns.Varying);
    }
}
