using FsCheck;
using FsCheck.Fluent;

namespace StreamAe.Numerics.Tests.Metrics;

/// <summary>Random scores and labels for properties: few distinct scores, so ties are the rule, and labels in runs.</summary>
internal sealed record LabelledSeries(float[] Scores, byte[] Labels)
{
    public static Arbitrary<LabelledSeries> Any { get; } = Arb.From(
        from length in Gen.Choose(0, 60)
        from distinct in Gen.Choose(1, 80)
        from scores in Gen.Choose(-distinct, distinct).ArrayOf(length)
        from flips in Gen.Choose(0, 5).ArrayOf(length)
        from start in Gen.Choose(0, 1)
        select new LabelledSeries(Array.ConvertAll(scores, s => s / 4f), Runs(flips, start)));

    public int Positives => Labels.Count(l => l == 1);

    public bool HasBothClasses => Positives > 0 && Positives < Labels.Length;

    private static byte[] Runs(int[] flips, int start)
    {
        byte[] labels = new byte[flips.Length];
        int current = start;
        for (int i = 0; i < flips.Length; i++)
        {
            current = flips[i] == 0 ? 1 - current : current;
            labels[i] = (byte)current;
        }

        return labels;
    }
}
