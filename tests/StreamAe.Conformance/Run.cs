using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Conformance;

/// <summary>Everything a stream caused, in a form that does not depend on polls and shards.</summary>
internal sealed class Run(IReadOnlyList<PollRecord> polls, IReadOnlyList<DeadLetter> letters)
{
    public IReadOnlyList<PollRecord> Polls => polls;

    /// <summary>In the order of the source.</summary>
    public string[] Verdicts { get; } = [.. polls.SelectMany(p => p.Verdicts)];

    public VerdictFlags[] Flags { get; } = [.. polls.SelectMany(p => p.Flags)];

    public string[] Alerts { get; } = [.. polls.SelectMany(p => p.Alerts).Order(StringComparer.Ordinal)];

    public string[] Promotions { get; } = [.. polls.SelectMany(p => p.Promotions).Order(StringComparer.Ordinal)];

    public string[] Trainings { get; } = [.. polls.SelectMany(p => p.Trainings).Order(StringComparer.Ordinal)];

    public string[] Requests { get; } = [.. polls.SelectMany(p => p.Requests).Order(StringComparer.Ordinal)];

    public string[] Letters { get; } =
        [.. letters.OrderBy(l => l.Source).ThenBy(l => l.Position).Select(l => $"{l.Source}|{l.Position}|{l.Reason}|{l.Detail}")];

    /// <summary>The verdicts of some entities without their positions, which depend on what else is in the stream.</summary>
    public string[] VerdictsOf(Func<string, bool> entities) =>
        [.. Verdicts.Select(line => line.Split('|', 3)).Where(parts => entities(parts[0])).Select(parts => $"{parts[0]}|{parts[2]}")];

    public void AssertSameAs(Run other)
    {
        Assert.Equal(other.Verdicts, Verdicts);
        Assert.Equal(other.Alerts, Alerts);
        Assert.Equal(other.Promotions, Promotions);
        Assert.Equal(other.Trainings, Trainings);
        Assert.Equal(other.Letters, Letters);
        Assert.Equal(other.Requests, Requests);
    }

    /// <summary>Every own model's verdicts begin at the sequence that its promotion names, and end at that of the next.</summary>
    public void AssertVersionsFollowPromotions()
    {
        var starts = Promotions.Select(p => p.Split('|')).Where(p => p[0] != "(cohort)")
            .ToLookup(p => p[0], p => (Version: int.Parse(p[1]), From: long.Parse(p[2])));
        Assert.NotEmpty(starts);
        for (int i = 0; i < Verdicts.Length; i++)
        {
            string[] parts = Verdicts[i].Split('|');
            long sequence = long.Parse(parts[2]);
            int own = starts[parts[0]].Where(s => s.From <= sequence).Select(s => s.Version).DefaultIfEmpty(0).Max();
            if (Flags[i].HasFlag(VerdictFlags.Scored))
            {
                Assert.Equal(own == 0, Flags[i].HasFlag(VerdictFlags.Provisional));
                Assert.True(own == 0 || own == int.Parse(parts[4]), $"{Verdicts[i]}: expected version {own}");
            }
            else
            {
                Assert.Equal("0", parts[4]);
            }
        }
    }
}
