using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Training;

namespace StreamAe.Host.Lab;

/// <summary>
/// <c>--latent auto</c>: trains with 1, 2, 4, … units and stops where the validation loss no longer falls by a twentieth: the last width that
/// still paid is kept.
/// </summary>
/// <param name="architectureOf">The architecture with so many units.</param>
/// <param name="train">Fits it.</param>
/// <param name="say">Takes one line a width.</param>
internal sealed class LatentSweep(Func<int, Architecture> architectureOf, Func<Architecture, TrainedModel> train, Action<string> say)
{
    /// <summary>A smaller gain than this share of the loss is taken for noise of one training.</summary>
    private const float WorthwhileGain = 0.05f;

    /// <summary>The widest code that is tried: half the columns, and not more units than rows.</summary>
    public static int Largest(int features, int rows) => Math.Max(1, Math.Min(features / 2, rows));

    public TrainedModel Run(int features, int rows)
    {
        int largest = Largest(features, rows);
        TrainedModel best = Try(1);
        for (int latent = 1; latent < largest;)
        {
            latent = Math.Min(2 * latent, largest);
            TrainedModel wider = Try(latent);
            if (best.IsUsable && !(wider.Report.BestLoss < best.Report.BestLoss - (Math.Abs(best.Report.BestLoss) * WorthwhileGain)))
            {
                break;
            }

            best = wider;
        }

        say($"latent auto: {best.Architecture.Latent} units, the last that lowered the loss by {WorthwhileGain:P0} or more.");
        return best;

        TrainedModel Try(int latent)
        {
            TrainedModel candidate = train(architectureOf(latent));
            say($"latent {latent}: validation loss {candidate.Report.BestLoss:G4}");
            return candidate;
        }
    }
}
