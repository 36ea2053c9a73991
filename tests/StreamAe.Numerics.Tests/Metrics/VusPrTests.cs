using FsCheck;
using FsCheck.Fluent;
using StreamAe.Numerics.Metrics;

namespace StreamAe.Numerics.Tests.Metrics;

public sealed class VusPrTests
{
    [Fact]
    public void Compute_HandCaseOneWindow_SumsSoftSteps()
    {
        // w = 2, h = 1: soft labels √½ 1 √½ 0; scores 1 2 4 3, so rows come in the order 2, 3, 1, 0.
        double side = Math.Sqrt(0.5);
        double expected = side * side; // R₁ = √½, precision √½
        expected += (1 - side) * (1 + side) / 3; // third row: recall reaches 1 at precision (1 + √½)/3
        Assert.Equal(expected, VusPr.Compute([1, 2, 4, 3], [0, 1, 0, 0], maxWindow: 2, windows: 1)!.Value, 12);
    }

    [Fact]
    public void Compute_OneOfTwoSegmentsFound_RecallIsHalved()
    {
        // Two single rows, no widening. Threshold 9 finds one: R = ½·½. Threshold 1 takes all four: R = 1 at precision ½.
        Assert.Equal((0.25 * 1) + (0.75 * 0.5), VusPr.Compute([9, 1, 1, 1], [1, 0, 1, 0], maxWindow: 0, windows: 1)!.Value, 12);
    }

    [Fact]
    public void Compute_WideningBeyondTheEnds_IsCut() =>
        Assert.InRange(VusPr.Compute([5, 1, 1, 4], [1, 0, 0, 1], maxWindow: 1_000_000, windows: 2)!.Value, 0.9, 1);

    [Fact]
    public void Compute_ScoreRisingEarly_IsForgivenByTheWindowOnly()
    {
        byte[] labels = new byte[200];
        float[] onTime = new float[200];
        float[] early = new float[200];
        labels.AsSpan(100, 10).Fill(1);
        onTime.AsSpan(100, 10).Fill(1);
        early.AsSpan(92, 10).Fill(1);
        Assert.Equal(1, VusPr.Compute(onTime, labels, maxWindow: 0, windows: 1));
        double strict = VusPr.Compute(early, labels, maxWindow: 0, windows: 1)!.Value;
        double forgiving = VusPr.Compute(early, labels, maxWindow: 40, windows: 5)!.Value;
        Assert.True(strict < 0.1 && forgiving > 0.5, $"strict {strict}, forgiving {forgiving}");
    }

    [Fact]
    public void Compute_OneClassOrEmpty_IsNull()
    {
        Assert.Null(VusPr.Compute([], []));
        Assert.Null(VusPr.Compute([1, 2], [0, 0]));
        Assert.Null(VusPr.Compute([1, 2], [1, 1]));
    }

    [Fact]
    public void Compute_BadInput_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => VusPr.Compute([float.NaN, 2], [0, 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => VusPr.Compute([1, 2], [0, 1], maxWindow: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => VusPr.Compute([1, 2], [0, 1], windows: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => VusPr.Compute([1, 2], [0, 1], thresholds: 1));
    }

    [Fact]
    public void Compute_AnySeries_EqualsTheDefinitionRowByRow() =>
        Prop.ForAll(
            LabelledSeries.Any,
            Arb.From(
                from maxWindow in Gen.Choose(0, 30)
                from windows in Gen.Choose(1, 5)
                from thresholds in Gen.OneOf(Gen.Choose(2, 12), Gen.Constant(int.MaxValue))
                select (maxWindow, windows, thresholds)),
            (series, settings) =>
            {
                (int maxWindow, int windows, int thresholds) = settings;
                double? actual = VusPr.Compute(series.Scores, series.Labels, maxWindow, windows, thresholds);
                return series.HasBothClasses
                    ? Math.Abs(actual!.Value - Naive(series, maxWindow, windows, thresholds)) < 1e-10
                    : actual is null;
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Compute_ManyRows_AllocatesByThresholdsNotByRows()
    {
        const int Rows = 25_000;
        float[] scores = Enumerable.Range(0, Rows).Select(i => MathF.Sin(i * 0.7f)).ToArray();
        byte[] labels = Enumerable.Range(0, Rows).Select(i => i % 1000 < 20 ? (byte)1 : (byte)0).ToArray();
        VusPr.Compute(scores, labels); // fills the pool
        long before = GC.GetAllocatedBytesForCurrentThread();
        VusPr.Compute(scores, labels);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    [Fact]
    public void Compute_NoWideningOneSegmentAllThresholds_IsAveragePrecision() =>
        Prop.ForAll(LabelledSeries.Any, Arb.From(Gen.Choose(0, 59)), (series, start) =>
        {
            byte[] labels = new byte[series.Scores.Length];
            for (int i = start; i < Math.Min(labels.Length, start + 7); i++)
            {
                labels[i] = 1;
            }

            double? ap = AveragePrecision.Compute(series.Scores, labels);
            double? vus = VusPr.Compute(series.Scores, labels, maxWindow: 0, windows: 1, thresholds: int.MaxValue);
            return ap is null ? vus is null : Math.Abs(ap.Value - vus!.Value) < 1e-12;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Compute_MonotoneTransform_ChangesNothing() =>
        Prop.ForAll(LabelledSeries.Any, series =>
            VusPr.Compute(Array.ConvertAll(series.Scores, s => MathF.Exp(s / 10)), series.Labels, 10, 3, 8)
                == VusPr.Compute(series.Scores, series.Labels, 10, 3, 8)).QuickCheckThrowOnFailure();

    [Fact]
    public void Compute_RowsReversed_ChangesNothing() =>
        Prop.ForAll(LabelledSeries.Any, series =>
        {
            double? there = VusPr.Compute(series.Scores, series.Labels, 10, 3);
            double? back = VusPr.Compute(series.Scores.Reverse().ToArray(), series.Labels.Reverse().ToArray(), 10, 3);
            return there is null ? back is null : Math.Abs(there.Value - back!.Value) < 1e-12;
        }).QuickCheckThrowOnFailure();

    // The formulas of the class's doc, every row against every segment and every threshold against every row.
    private static double Naive(LabelledSeries series, int maxWindow, int windows, int thresholds)
    {
        int n = series.Scores.Length;
        float[] distinct = series.Scores.Distinct().OrderDescending().ToArray();
        int count = Math.Min(thresholds, distinct.Length);
        float[] chosen = count == 1
            ? distinct
            : Enumerable.Range(0, count).Select(k => distinct[(int)((long)k * (distinct.Length - 1) / (count - 1))]).ToArray();
        int[] segmentOf = new int[n];
        int segments = 0;
        for (int t = 0; t < n; t++)
        {
            segments += series.Labels[t] == 1 && (t == 0 || series.Labels[t - 1] == 0) ? 1 : 0;
            segmentOf[t] = series.Labels[t] == 1 ? segments : 0;
        }

        double volume = 0;
        for (int i = 0; i < windows; i++)
        {
            int w = windows == 1 ? maxWindow : maxWindow * i / (windows - 1);
            double[] soft = new double[n];
            for (int t = 0; t < n; t++)
            {
                double sum = series.Labels[t];
                for (int s = 1; s <= segments; s++)
                {
                    int distance = Enumerable.Range(0, n).Where(u => segmentOf[u] == s).Min(u => Math.Abs(u - t));
                    sum += distance > 0 && distance <= w / 2 ? Math.Sqrt(1 - ((double)distance / w)) : 0;
                }

                soft[t] = Math.Min(1, sum);
            }

            int[] widenedOf = new int[n];
            int widened = 0;
            for (int t = 0; t < n; t++)
            {
                widened += soft[t] > 0 && (t == 0 || soft[t - 1] == 0) ? 1 : 0;
                widenedOf[t] = soft[t] > 0 ? widened : 0;
            }

            double previous = 0;
            foreach (float threshold in chosen)
            {
                int[] predicted = Enumerable.Range(0, n).Where(t => series.Scores[t] >= threshold).ToArray();
                double truePositives = predicted.Sum(t => soft[t]);
                double existence = predicted.Select(t => widenedOf[t]).Where(s => s > 0).Distinct().Count() / (double)widened;
                double recall = Math.Min(1, truePositives / series.Positives) * existence;
                volume += (recall - previous) * truePositives / predicted.Length;
                previous = recall;
            }
        }

        return volume / windows;
    }
}
