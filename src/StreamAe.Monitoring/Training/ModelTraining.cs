using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Training;

/// <summary>
/// From an entity's rows to a model ready for use: scale, fit, weigh the residuals, calibrate on rows kept out of fitting, compare with
/// the champion. A function of its request.
/// </summary>
public static class ModelTraining
{
    // Floor of a feature's residual variance in z² units: a feature reproduced better than this would make its noise an alarm.
    private const float MinResidualVariance = 1e-4f;

    public static TrainingResult Run(TrainingRequest request, IScorer scorer, CancellationToken cancellationToken = default) =>
        RunWatched(request, scorer, progress: null, cancellationToken);

    /// <summary><see cref="Run"/>, for someone who waits for it, or has it wait.</summary>
    /// <param name="progress">Told of every epoch, on this thread; null where nobody looks.</param>
    public static TrainingResult RunWatched(
        TrainingRequest request, IScorer scorer, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(scorer);
        MonitorPlan plan = request.Plan;
        FittingSet set = FittingSet.Of(request);
        return Refuse(request, set) ?? Finish(
            request,
            set,
            AutoencoderTrainer.TrainWatched(
                plan.Architecture, set.ForEngine(plan), set.Count, plan.TrainingOptions with { Seed = request.Seed }, progress, cancellationToken),
            scorer);
    }

    /// <summary>The result of a request whose rows are not worth a training; null where they are.</summary>
    internal static TrainingResult? Refuse(TrainingRequest request, FittingSet set) => set.Windows.Fitting.Count >= FittingSet.Fewest
        ? null
        : new TrainingResult(
            request.Version,
            TrainingVerdict.TooFewRows,
            null,
            null,
            $"{set.Windows.Fitting.Count} usable rows; at least {FittingSet.Fewest} are needed");

    /// <summary>What is made of a model once it is fitted.</summary>
    /// <param name="set">Of the request.</param>
    /// <param name="trained">On <see cref="FittingSet.ForEngine"/>'s rows, with the request's seed.</param>
    internal static TrainingResult Finish(TrainingRequest request, FittingSet set, TrainedModel trained, IScorer scorer)
    {
        MonitorPlan plan = request.Plan;
        Architecture architecture = plan.Architecture;
        if (!trained.IsUsable)
        {
            return new TrainingResult(
                request.Version, TrainingVerdict.Diverged, null, trained.Report, "the loss diverged; lower training.learningRate");
        }

        var arena = new ModelArena(architecture, slotsPerBlock: 1);
        int slot = arena.Allocate(trained.Parameters);
        (FeatureScaler scaler, Windows windows) = (set.Scaler, set.Windows);
        if (plan.Lags > 0 || plan.Definition.Model.Predict)
        {
            HideNewest(architecture, arena.Edit(slot));
        }

        SetErrorWeights(plan, arena, slot, scorer, windows);

        // A covariance of many features fits the few rows it was made of better than others: it is calibrated without the held-out ones, and
        // used with all.
        bool isJoint = plan.Definition.Score.Residuals == ResidualScaling.Joint;
        JointDistance? joint = isJoint ? ModelEvaluation.FitJoint(windows, arena, slot, scorer, withHeldOut: false) : null;
        float[] drift = plan.Memory.FollowsDrift ? new float[ResidualDrift.FloatsOf(architecture.Features)] : [];
        (float[] tails, float[] tailScores) = plan.Memory.Tails is null ? ([], []) : TailFitting.Run(plan.Memory.Tails, windows, arena, slot, scorer);
        ScoreCalibration calibration = plan.Memory.Tails is null
            ? ModelEvaluation.Calibrate(plan, windows, arena, slot, scorer, request, drift, joint)
            : ScoreCalibration.Fit(tailScores);
        bool[] comparedOn = ChallengerRule.RowsToCompareOn(windows, request.UnseenRows);
        float challengerError = ModelEvaluation.HeldOutError(plan, windows, scaler, scaler, arena, slot, scorer, comparedOn);
        float championError = float.PositiveInfinity;
        if (request.Champion is EntityModel champion)
        {
            var championArena = new ModelArena(architecture, slotsPerBlock: 1);
            int championSlot = championArena.Allocate(champion.Parameters);
            championError = ModelEvaluation.HeldOutError(plan, windows, champion.Scaler, scaler, championArena, championSlot, scorer, comparedOn);
        }

        string detail = $"{set.Count} rows, {trained.Report.ValidationLoss.Count} epochs, held-out error {challengerError:G4}"
            + (request.Champion is null ? string.Empty : $" against the champion's {championError:G4}");
        var figures = new ChallengerFigures(
            set.Count, request.TrainedThrough, challengerError, championError, ChallengerRule.SignedVersionOf(request.Champion));
        bool isBetter = challengerError < championError;
        if (!isBetter && !plan.Definition.Training.KeepRejected)
        {
            return new TrainingResult(request.Version, TrainingVerdict.NotBetter, null, trained.Report, detail) { Figures = figures };
        }

        var model = new EntityModel(
            request.Version,
            request.Origin,
            scaler,
            arena.Parameters(slot).ToArray(),
            calibration,
            request.TrainedThrough,
            set.Count,
            challengerError)
        {
            Plan = plan.Identity,
            Tails = tails,
            Drift = request.Segments.Count == 1 ? drift : [],
            Joint = isJoint ? ModelEvaluation.FitJoint(windows, arena, slot, scorer, withHeldOut: true).Parameters : [],
        };
        return isBetter
            ? new TrainingResult(request.Version, TrainingVerdict.Promote, model, trained.Report, detail) { Figures = figures }
            : new TrainingResult(request.Version, TrainingVerdict.NotBetter, null, trained.Report, detail) { Figures = figures, Rejected = model };
    }

    /// <summary>
    /// Makes a model predict its features from the context alone, the past among it: without weights the encoder reads them as 0, which is what
    /// they usually are, whatever stands there. It was trained with them, so that the code is what is new in a row; with none of it the
    /// decoder says what the past led to expect.
    /// </summary>
    private static void HideNewest(Architecture architecture, Span<float> parameters)
    {
        DenseLayer first = architecture.Layers[0];
        parameters.Slice(first.WeightOffset, architecture.Features * first.OutputStride).Clear();
    }

    /// <summary>
    /// Each feature's squared residual is divided by its mean over the usable rows (or left as it is, where the monitor says plain);
    /// context has no weight, and the inputs made of one feature share one. Rows kept out of fitting count: a residual is as large as it is on
    /// rows that were not learned, and what happened once may have happened there.
    /// </summary>
    private static void SetErrorWeights(MonitorPlan plan, ModelArena arena, int slot, IScorer scorer, Windows windows)
    {
        int width = plan.Architecture.Features;
        double[] squares = new double[width];
        int[] observed = new int[width];
        if (plan.Definition.Score.Residuals != ResidualScaling.Plain)
        {
            int index = 0;
            ModelEvaluation.ForEachScore(arena, slot, scorer, windows.Rows, windows.Count, (row, reconstruction, _, _) =>
            {
                for (int d = 0; windows.IsUsable[index] && d < squares.Length; d++)
                {
                    if (Unobserved.Is(row[d]))
                    {
                        continue;
                    }

                    double residual = row[d] - reconstruction[d];
                    squares[d] += residual * residual;
                    observed[d]++;
                }

                index++;
            });
        }

        Span<float> weights = arena.EditErrorWeights(slot);
        for (int d = 0; d < width; d++)
        {
            if (plan.Definition.Score.Residuals != ResidualScaling.Plain)
            {
                // A feature that was never observed has nothing to say about what is usual: it weighs as an average one.
                weights[d] = observed[d] == 0 ? 1 : 1 / Math.Max((float)(squares[d] / observed[d]), MinResidualVariance);
            }

            weights[d] *= plan.VoteOf(d % plan.Encoder.ReconstructedCount);
        }
    }
}
