using StreamAe.Numerics.Architectures;

namespace StreamAe.Numerics.Training;

/// <summary>
/// Picks the number of latent units by a short sweep: sizes that double, from 1 % of the features and no fewer than
/// <see cref="FewestUnits"/> up to half of them, are trained briefly from one seed, until one more doubling lowers the validation
/// reconstruction error by less than <see cref="FlatGain"/>. The size before that one is chosen: more units would copy, not describe.
/// </summary>
public static class LatentSearch
{
    /// <summary>Where the sweep begins for narrow rows.</summary>
    public const int FewestUnits = 4;

    /// <summary>Relative gain below which the curve counts as flat.</summary>
    public const double FlatGain = 0.05;

    /// <summary>Share of the final training's epochs and least steps that one trial gets: enough to order the sizes.</summary>
    public const double TrialShare = 0.25;

    /// <param name="architecture">The architecture of a given number of latent units.</param>
    /// <param name="features">D; the architecture's own.</param>
    /// <param name="rows">As <see cref="AutoencoderTrainer.Train"/> takes them.</param>
    /// <param name="options">Of the final training; a trial has <see cref="TrialShare"/> of its epochs.</param>
    public static LatentSearchResult Run(
        Func<int, Architecture> architecture,
        int features,
        ReadOnlySpan<float> rows,
        int rowCount,
        TrainingOptions options,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(options);
        var brief = options with
        {
            Epochs = Math.Max(1, (int)(options.Epochs * TrialShare)),
            MinSteps = (int)(options.MinSteps * TrialShare),
        };
        var trials = new List<LatentTrial>();
        LatentTrial? chosen = null;
        bool isFlat = false;
        foreach (int latent in Sizes(features))
        {
            TrainedModel model = AutoencoderTrainer.Train(architecture(latent), rows, rowCount, brief, cancellationToken);
            double error = model.Report.Figures.MeanSquaredError;
            double gain = chosen is null ? double.NaN : 1 - (error / chosen.Error);
            var trial = new LatentTrial(latent, error, gain, model.Report.BestEpoch);
            trials.Add(trial);

            // A trial that diverged measures NaN, and an error of 0 cannot fall: neither is a gain.
            if (chosen is not null && !(gain >= FlatGain))
            {
                isFlat = true;
                break;
            }

            chosen = trial;
        }

        return new LatentSearchResult(chosen!.Latent, isFlat, trials);
    }

    /// <summary>The sizes that may be tried for rows of so many features, rising.</summary>
    public static IReadOnlyList<int> Sizes(int features)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(features, 1);
        int most = Math.Max(1, features / 2);
        var sizes = new List<int>();
        for (int size = Math.Max(FewestUnits, features / 100); size < most; size *= 2)
        {
            sizes.Add(size);
        }

        sizes.Add(most);
        return sizes;
    }
}
