using System.Globalization;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.TestData;

/// <summary>Verdicts as comparable text, numbers with all their bits.</summary>
internal static class Lines
{
    public static string[] Of(IEnumerable<Verdict> verdicts) => [.. verdicts.Select(v => Of(v))];

    public static string Of(Verdict v)
    {
        var top = new List<string>();
        foreach (TopFeatures.Contribution contribution in v.Top)
        {
            top.Add($"{contribution.Source}:{Bits(contribution.Share)}");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"{v.Sequence}|{v.EventTime}|{v.ModelVersion}|{v.Flags}|{Bits(v.ReconstructionError)}|{Bits(v.KlDivergence)}|{Bits(v.Score)}|")
            + $"{Bits(v.Threshold)}|{Bits(v.Surprise)}|{string.Join(' ', top)}";
    }

    private static string Bits(float value) => BitConverter.SingleToInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture);
}
