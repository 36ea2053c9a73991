using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Features;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Training;

/// <summary>What a fitted model makes of the rows of its training: how its scores are distributed, and how well it does on rows it never saw.</summary>
internal static class ModelEvaluation
{
    /// <summary>Fewer held-out rows do not say by how much the model does better on fitted ones.</summary>
    private const int MinHeldOutRows = 10;

    /// <summary>Rows a scorer call.</summary>
    private const int Block = 256;

    /// <summary>
    /// Scores in time order, as they will be: smoothed, and drift followed where the monitor says so. The held-out ones say how high scores
    /// are, but a few hundred of them hardly say how rare the highest is: the fitted ones join them, raised by as much as the model does
    /// better on what it has seen.
    /// </summary>
    /// <param name="joint">Null where residuals are not put together so.</param>
    /// <param name="drift">[2·D] written: where the residuals lie at the end; empty where drift is not followed.</param>
    public static ScoreCalibration Calibrate(
        MonitorPlan plan, Windows windows, ModelArena arena, int slot, IScorer scorer, TrainingRequest request, float[] drift, JointDistance? joint)
    {
        MonitorDefinition definition = plan.Definition;
        float rate = ScoreSmoothing.RateOf(definition.Score.Smoothing);
        var fitted = new List<float>();
        var heldOut = new List<float>();
        float smoothed = float.NaN;
        int index = 0;
        float[] probabilities = ProbabilityScores.AreNeededBy(plan) ? Probabilities(plan, windows, arena, slot, request) : [];
        ReadOnlyMemory<float> weights = arena.Parameters(slot).Slice(plan.Architecture.ErrorWeightOffset, plan.Architecture.Features).ToArray();
        ForEachScore(arena, slot, scorer, windows.Rows, windows.Count, (row, reconstruction, error, divergence) =>
        {
            if (drift.Length > 0)
            {
                var followed = new ResidualDrift(drift, plan.Architecture.Features);
                if (windows.StartsSegment[index])
                {
                    followed.Clear();
                }

                error = followed.Score(plan, weights.Span, row, reconstruction, [], plan.MasksMissing);
            }
            else if (joint is not null)
            {
                error = ObservedError.Of(plan, joint, row, reconstruction, [], plan.MasksMissing);
            }
            else if (plan.MasksMissing)
            {
                error = ObservedError.Of(plan, weights.Span, row, reconstruction, []);
            }

            float score = plan.ScoreOf(error, divergence, probabilities.Length == 0 ? 0 : probabilities[index]);
            smoothed = ScoreSmoothing.Next(windows.StartsSegment[index] ? float.NaN : smoothed, score, rate);
            if (windows.IsUsable[index])
            {
                (windows.IsHeldOut[index] ? heldOut : fitted).Add(smoothed);
            }

            index++;
        });
        return ScoreCalibration.Fit([.. heldOut, .. Raised(fitted, heldOut, isLogarithm: definition.Score.Kind == ScoreKind.ReconstructionProbability)]);
    }

    /// <summary>Fitted scores at the level of held-out ones: by the ratio of the means, and of logarithms, which may be negative, by their difference.</summary>
    internal static IEnumerable<float> Raised(List<float> fitted, List<float> heldOut, bool isLogarithm)
    {
        if (heldOut.Count < MinHeldOutRows || fitted.Count == 0)
        {
            return fitted;
        }

        double level = fitted.Average(s => (double)s), wanted = heldOut.Average(s => (double)s);
        if (isLogarithm)
        {
            float step = (float)Math.Max(wanted - level, 0);
            return fitted.Select(s => s + step);
        }

        double ratio = wanted / level;
        float raise = double.IsFinite(ratio) ? (float)Math.Max(ratio, 1) : 1;
        return fitted.Select(s => s * raise);
    }

    /// <summary>[windows] reconstruction probabilities, with noise of this training's own.</summary>
    private static float[] Probabilities(MonitorPlan plan, Windows windows, ModelArena arena, int slot, TrainingRequest request)
    {
        int stride = plan.Architecture.RowStride;
        float[] scores = new float[windows.Count];
        int[] slots = new int[Math.Min(Block, windows.Count)];
        Array.Fill(slots, slot);
        var batch = new ProbabilityScores(plan, slots.Length);
        for (int start = 0; start < windows.Count; start += Block)
        {
            int size = Math.Min(Block, windows.Count - start);
            for (int r = 0; r < size; r++)
            {
                ulong number = ProbabilityScores.NumberOf(request.Entity, start + r) ^ request.Seed;
                batch.Set(r, number, arena, slot, windows.Rows.AsSpan((start + r) * stride, stride), []);
            }

            batch.Score(arena, slots.AsSpan(0, size), windows.Rows.AsSpan(start * stride, size * stride));
            batch.Scores[..size].CopyTo(scores.AsSpan(start));
        }

        return scores;
    }

    /// <summary>
    /// Mean squared residual of the newest observation of each window to compare on, in units of the challenger's standard deviations for
    /// champion and challenger alike, each residual clipped as rows are. The largest number where there is none.
    /// </summary>
    /// <param name="use">[windows] see <see cref="ChallengerRule.RowsToCompareOn"/>.</param>
    public static float HeldOutError(
        MonitorPlan plan, Windows windows, FeatureScaler scaler, FeatureScaler unit, ModelArena arena, int slot, IScorer scorer, bool[] use)
    {
        int features = plan.Encoder.ReconstructedCount;
        int stride = plan.Architecture.RowStride;
        Windows scaled = ReferenceEquals(scaler, unit) ? windows : windows.Rescale(plan, scaler);
        float clip = (float)plan.Definition.Score.Clip;
        float[] expected = new float[features];
        double sum = 0;
        long count = 0;
        int index = 0;
        ForEachScore(arena, slot, scorer, scaled.Rows, scaled.Count, (_, reconstruction, _, _) =>
        {
            if (use[index])
            {
                scaler.Unscale(reconstruction[..features], expected);
                for (int f = 0; f < features; f++)
                {
                    float actual = windows.Rows[(index * stride) + f];
                    if (Unobserved.Is(actual))
                    {
                        continue;
                    }

                    count++;
                    if (plan.Encoder.HasVote(f))
                    {
                        float expectedUnits = unit.ScaledOf(f, expected[f]);
                        float residual = Math.Clamp(actual - expectedUnits, -clip, clip);
                        sum += residual * residual;
                    }
                }
            }

            index++;
        });
        return count == 0 ? float.MaxValue : (float)(sum / count);
    }

    /// <summary>What holds between residuals and values of the usable windows.</summary>
    /// <param name="withHeldOut">Take in those kept out of fitting: for use, not for a calibration on them.</param>
    public static JointDistance FitJoint(Windows windows, ModelArena arena, int slot, IScorer scorer, bool withHeldOut)
    {
        int stride = arena.Architecture.RowStride;
        float[] reconstructions = new float[windows.Count * stride];
        int index = 0;
        ForEachScore(
            arena, slot, scorer, windows.Rows, windows.Count, (_, reconstruction, _, _) => reconstruction.CopyTo(reconstructions.AsSpan(index++ * stride)));
        bool[] use = [.. windows.IsUsable.Zip(windows.IsHeldOut, (isUsable, isHeldOut) => isUsable && (withHeldOut || !isHeldOut))];
        return JointDistance.Fit(windows.Rows, reconstructions, stride, arena.Architecture.Features, use);
    }

    public delegate void RowScore(ReadOnlySpan<float> row, ReadOnlySpan<float> reconstruction, float error, float divergence);

    public static void ForEachScore(ModelArena arena, int slot, IScorer scorer, float[] rows, int count, RowScore visit)
    {
        int stride = arena.Architecture.RowStride;
        int[] slots = new int[Block];
        Array.Fill(slots, slot);
        float[] reconstructions = new float[Block * stride];
        float[] errors = new float[Block];
        float[] divergences = new float[Block];
        for (int start = 0; start < count; start += Block)
        {
            int size = Math.Min(Block, count - start);
            scorer.Score(
                arena,
                new ScoreBatch(slots.AsSpan(0, size), rows.AsSpan(start * stride, size * stride), reconstructions, errors, divergences));
            for (int r = 0; r < size; r++)
            {
                visit(
                    rows.AsSpan((start + r) * stride, stride), reconstructions.AsSpan(r * stride, stride), errors[r], divergences[r]);
            }
        }
    }
}
