using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Storage.Tests.Support;

/// <summary>A verdict, bit for bit, with the entity's key for its number.</summary>
internal sealed record RecordedVerdict(
    long Position, string Entity, long Sequence, long EventTime, int ModelVersion, VerdictFlags Flags, string Numbers)
{
    public static IEnumerable<RecordedVerdict> Of(Poll poll)
    {
        var recorded = new List<RecordedVerdict>();
        foreach (ref readonly Verdict v in poll.Verdicts)
        {
            string top = string.Empty;
            foreach (TopFeatures.Contribution contribution in v.Top)
            {
                top += $" {contribution.Source}:{Bits(contribution.Share)}";
            }

            recorded.Add(new RecordedVerdict(
                v.Position,
                poll.Plans.Directory.KeyOf(v.Entity),
                v.Sequence,
                v.EventTime,
                v.ModelVersion,
                v.Flags,
                $"{Bits(v.ReconstructionError)} {Bits(v.KlDivergence)} {Bits(v.Score)} {Bits(v.Threshold)} {Bits(v.Surprise)}{top}"));
        }

        return recorded;
    }

    private static string Bits(float value) => BitConverter.SingleToUInt32Bits(value).ToString("x8");
}
