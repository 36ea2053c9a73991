using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.TestData;

/// <summary>What a poll brought, as comparable text with all bits of the numbers.</summary>
/// <param name="Verdicts">One line a row, in order: entity, position, then the verdict.</param>
/// <param name="Flags">One a row.</param>
/// <param name="Alerts">Entity, id and time of each, in any order.</param>
/// <param name="Promotions">Entity, version, first sequence and a hash of the parameters; the cohort's last.</param>
/// <param name="Trainings">Entity and verdict of each.</param>
/// <param name="Requests">What became of operators' requests, in any order.</param>
internal sealed record PollRecord(
    string Source,
    long End,
    IReadOnlyList<string> Verdicts,
    IReadOnlyList<VerdictFlags> Flags,
    IReadOnlyList<string> Alerts,
    IReadOnlyList<string> Promotions,
    IReadOnlyList<string> Trainings,
    IReadOnlyList<string> Requests)
{
    public static PollRecord Of(Poll poll)
    {
        Verdict[] verdicts = poll.Verdicts.ToArray();
        List<string> promotions = [.. poll.Parts.SelectMany(p => p.Promotions).Select(p => Line(poll.Plans.Directory.KeyOf(p.Entity), p))];
        promotions.AddRange(poll.CohortPromotions.Select(cohort => Line("(cohort)", cohort)));
        return new PollRecord(
            poll.Source,
            poll.Batch.EndPosition,
            [.. verdicts.Select(v => $"{poll.Plans.Directory.KeyOf(v.Entity)}|{v.Position}|{Lines.Of(v)}")],
            [.. verdicts.Select(v => v.Flags)],
            [.. poll.Parts.SelectMany(p => p.Alerts).Select(a => $"{a.Entity}|{a.Sequence}|{a.Id}|{a.Kind}|{a.Since}|{a.IsProvisional}")],
            promotions,
            [.. poll.Parts.SelectMany(p => p.Trainings).Select(t => $"{t.Entity}|{t.Result.Version}|{t.Result.Verdict}|{t.Result.Detail}")],
            [.. poll.Parts.SelectMany(p => p.Requests).Select(r => r.ToString())]);
    }

    public static string Line(string entity, ModelPromotion promotion) => string.Create(
        CultureInfo.InvariantCulture,
        $"{entity}|{promotion.Model.Version}|{promotion.FromSequence}|{promotion.Model.TrainedThrough}|{Hash(promotion.Model)}");

    private static string Hash(EntityModel model) =>
        Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(model.Parameters.AsSpan())).AsSpan(0, 8));
}
