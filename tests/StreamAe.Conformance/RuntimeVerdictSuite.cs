using FsCheck;
using FsCheck.Fluent;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Conformance;

/// <summary>Same input, same verdicts, alerts and promotions, bit for bit, however the work is cut up.</summary>
public abstract class RuntimeVerdictSuite : RuntimeConformance
{
    private static readonly List<SourceRow> Rows = Population.Rows();

    /// <summary>The suite's stream must hold what the suite is about.</summary>
    [Fact]
    public async Task Run_TheSuitesStream_HasEverythingInIt()
    {
        Run run = await RunAsync(Rows, Exact);
        Assert.Equal(Rows.Count, run.Verdicts.Length);
        Assert.InRange(run.Alerts.Length, 10, Rows.Count / 4);
        Assert.Contains(run.Alerts, a => a.Contains("Silence", StringComparison.Ordinal));
        Assert.Equal(2, run.Promotions.Count(p => p.StartsWith("(cohort)", StringComparison.Ordinal)));
        Assert.True(run.Promotions.Length > 6, string.Join('\n', run.Promotions));
        Assert.Contains(run.Trainings, t => t.Contains("NotBetter", StringComparison.Ordinal));
        VerdictFlags[] elsewhere = [VerdictFlags.Quiet, VerdictFlags.Maintenance, VerdictFlags.Stuck, VerdictFlags.Late, VerdictFlags.Former];
        foreach (VerdictFlags flag in Enum.GetValues<VerdictFlags>().Except(elsewhere))
        {
            Assert.Contains(run.Flags, f => f.HasFlag(flag));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    public async Task Run_AnyNumberOfShards_IsTheSame(int shards) =>
        (await RunAsync(Rows, Exact with { Shards = shards })).AssertSameAs(await RunAsync(Rows, Exact));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public async Task Run_AnySizeOfPolls_IsTheSame(int rows) =>
        (await RunAsync(Rows, Exact with { PollRows = rows })).AssertSameAs(await RunAsync(Rows, Exact));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Run_AnySizeOfScorerCalls_IsTheSame(int rows) =>
        (await RunAsync(Rows, Exact with { ScoreBatchRows = rows })).AssertSameAs(await RunAsync(Rows, Exact));

    /// <summary>A conditional vae, missing values masked, scored by sampling: the noise depends on entity and observation alone.</summary>
    [Theory]
    [InlineData(1, 1000, 512)]
    [InlineData(3, 64, 7)]
    [InlineData(7, 1, 1)]
    public async Task Run_SampledScores_AreTheSameHoweverTheWorkIsCutUp(int shards, int pollRows, int batchRows)
    {
        Run expected = await RunAsync(Rows, Exact, definition: Population.Sampled);
        Assert.Contains(expected.Flags, f => f.HasFlag(VerdictFlags.Scored | VerdictFlags.Imputed));
        Assert.Contains(expected.Flags, f => f.HasFlag(VerdictFlags.Scored) && !f.HasFlag(VerdictFlags.Provisional));
        (await RunAsync(
            Rows, Exact with { Shards = shards, PollRows = pollRows, ScoreBatchRows = batchRows }, definition: Population.Sampled)).AssertSameAs(expected);
    }

    /// <summary>Rates, changes and rolling statistics, and scales of single features: of an entity's earlier rows alone.</summary>
    [Theory]
    [InlineData(1, 1000, 512)]
    [InlineData(3, 64, 7)]
    [InlineData(7, 1, 1)]
    public async Task Run_DerivedFeatures_AreTheSameHoweverTheWorkIsCutUp(int shards, int pollRows, int batchRows)
    {
        Run expected = await RunAsync(Rows, Exact, definition: Population.Derived);
        Assert.Contains(expected.Flags, f => f.HasFlag(VerdictFlags.Scored) && !f.HasFlag(VerdictFlags.Provisional));
        Assert.Contains(expected.Flags, f => f.HasFlag(VerdictFlags.Scored | VerdictFlags.Imputed));
        Assert.Contains(expected.Alerts, a => a.Contains("Score", StringComparison.Ordinal));
        (await RunAsync(
            Rows, Exact with { Shards = shards, PollRows = pollRows, ScoreBatchRows = batchRows }, definition: Population.Derived)).AssertSameAs(expected);
    }

    /// <summary>A series monitor: what is learned row by row of season, channels and peaks depends on an entity's rows alone.</summary>
    [Theory]
    [InlineData(1, 1000, 512)]
    [InlineData(3, 64, 7)]
    [InlineData(7, 1, 1)]
    public async Task Run_SeriesMonitor_IsTheSameHoweverTheWorkIsCutUp(int shards, int pollRows, int batchRows)
    {
        Run expected = await RunAsync(Rows, Exact, definition: Population.OfSeries);
        Assert.Contains(expected.Flags, f => f.HasFlag(VerdictFlags.Scored | VerdictFlags.Imputed));
        Assert.Contains(expected.Flags, f => f.HasFlag(VerdictFlags.Anomalous | VerdictFlags.Repeated) && !f.HasFlag(VerdictFlags.Alert));
        Assert.InRange(expected.Alerts.Length, 10, Rows.Count / 4);
        Assert.True(expected.Trainings.Length > 12, "every entity was trained several times");
        (await RunAsync(
            Rows, Exact with { Shards = shards, PollRows = pollRows, ScoreBatchRows = batchRows }, definition: Population.OfSeries)).AssertSameAs(expected);
    }

    /// <summary>Quiet hours, hysteresis, a threshold that learns, a number that stands still, rows that come late: of an entity's rows alone, too.</summary>
    [Theory]
    [InlineData(1, 1000, 512)]
    [InlineData(3, 64, 7)]
    [InlineData(7, 1, 1)]
    public async Task Run_HeldAlerts_AreTheSameHoweverTheWorkIsCutUp(int shards, int pollRows, int batchRows)
    {
        // The second number of one entity hangs for a while.
        string hanging = Rows[0].Entity;
        int seen = 0;
        List<SourceRow> rows = [.. Rows.Select(r => r.Entity == hanging && ++seen is >= 60 and < 90 ? r with { Values = [r.Values[0], 0.5f, r.Values[2]] } : r)];
        Run expected = await RunAsync(rows, Exact, definition: Population.Held);
        Assert.Contains(expected.Flags, f => f.HasFlag(VerdictFlags.Quiet));
        Assert.Contains(expected.Flags, f => f.HasFlag(VerdictFlags.Stuck));
        Assert.Contains(expected.Alerts, a => a.Contains("Stuck", StringComparison.Ordinal));
        Assert.Contains(expected.Flags, f => f.HasFlag(VerdictFlags.Rejected | VerdictFlags.Late));
        Assert.Contains(expected.Alerts, a => a.Contains("Late", StringComparison.Ordinal));
        Assert.Contains(expected.Alerts, a => a.Contains("Score", StringComparison.Ordinal));
        (await RunAsync(
            rows, Exact with { Shards = shards, PollRows = pollRows, ScoreBatchRows = batchRows }, definition: Population.Held)).AssertSameAs(expected);
    }

    [Fact]
    public async Task Run_AnySplitIntoPolls_IsTheSame()
    {
        Run expected = await RunAsync(Rows, Exact);
        Prop.ForAll(
            Gen.Choose(1, 120).NonEmptyListOf().ToArbitrary(),
            sizes => RunAsync(Rows, Exact with { Shards = 1 + (sizes[0] % 4) }, [.. sizes]).GetAwaiter().GetResult().AssertSameAs(expected))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(15));
    }

    [Fact]
    public async Task Run_NotExplained_DecidesTheSame()
    {
        static string[] WithoutTop(Run run) => [.. run.Verdicts.Select(line => line[..line.LastIndexOf('|')])];
        Run explained = await RunAsync(Rows, Exact);
        Run plain = await RunAsync(Rows, Exact with { ExplainAll = false, PollRows = 20 });
        Assert.Equal(WithoutTop(explained), WithoutTop(plain));
        Assert.Equal(explained.Alerts, plain.Alerts);

        // Where it was not asked for, nothing is named: not even what an earlier poll left there.
        plain.AssertVersionsFollowPromotions();
        Assert.All(plain.Verdicts.Zip(plain.Flags), pair => Assert.Equal(
            !pair.Second.HasFlag(VerdictFlags.Anomalous) || !pair.Second.HasFlag(VerdictFlags.Scored),
            pair.First.Contains("|-1:", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Run_Cohort_IsTrainedBetweenTwoRowsOfTheSource(int pollRows)
    {
        Run run = await RunAsync(Rows, Exact with { PollRows = pollRows });
        int first = Array.FindIndex(run.Flags, f => f.HasFlag(VerdictFlags.Scored));
        Assert.Equal(101, first);
        Assert.Equal(
            ["101", "404"],
            run.Promotions.Where(p => p.StartsWith("(cohort)", StringComparison.Ordinal)).Select(p => p.Split('|')[2]));
        for (int i = 101; i < run.Verdicts.Length; i++)
        {
            if (run.Flags[i].HasFlag(VerdictFlags.Provisional))
            {
                Assert.Equal(i < 404 ? "1" : "2", run.Verdicts[i].Split('|')[4]);
            }
        }
    }

    [Fact]
    public async Task Run_Trainings_HappenAtTheRowsOfTheirSchedule()
    {
        Run run = await RunAsync(Rows, Exact with { PollRows = 64 });
        run.AssertVersionsFollowPromotions();
        string[] firsts = [.. run.Promotions.Where(p => p[0] == 'e' && p.Split('|')[1] == "1").Select(p => p.Split('|')[2])];
        Assert.NotEmpty(firsts);
        Assert.All(firsts, from => Assert.Equal("50", from));
    }

    [Fact]
    public async Task Run_EveryEntity_KeepsItsOrder()
    {
        Run run = await RunAsync(Rows, Exact with { Shards = 3, PollRows = 50 });
        Assert.Equal(Enumerable.Range(0, Rows.Count), run.Verdicts.Select(line => int.Parse(line.Split('|')[1])));
        var next = new Dictionary<string, long>();
        for (int i = 0; i < Rows.Count; i++)
        {
            string[] parts = run.Verdicts[i].Split('|');
            Assert.Equal((Rows[i].Entity, Rows[i].Time), (parts[0], long.Parse(parts[3])));
            Assert.Equal(next.GetValueOrDefault(parts[0]), long.Parse(parts[2]));
            next[parts[0]] = long.Parse(parts[2]) + (run.Flags[i].HasFlag(VerdictFlags.Rejected) ? 0 : 1);
        }
    }

    [Fact]
    public async Task Run_SourcesSideBySide_JudgeEachEntityAsAlone()
    {
        MonitorDefinition definition = Population.Definition with { Cohort = new CohortDefinition { Enabled = false } };
        List<SourceRow>[] parts = [[.. Rows.Where(r => r.Entity is "e0" or "e3")], [.. Rows.Where(r => r.Entity is "e1" or "e2")]];
        Run[] alone = [await RunAsync(parts[0], Exact, definition: definition), await RunAsync(parts[1], Exact, definition: definition)];
        var plans = new PlanSet(definition);
        Run together = await RunAsync(
            [.. parts.Select((rows, i) => new MemorySource($"s{i}", rows, plans.Directory) { PollSizes = [3, 20] })], plans, Exact);
        Assert.Equal(alone[0].VerdictsOf(_ => true), together.VerdictsOf(e => e is "e0" or "e3"));
        Assert.Equal(alone[1].VerdictsOf(_ => true), together.VerdictsOf(e => e is "e1" or "e2"));
        Assert.Equal(alone.SelectMany(r => r.Alerts).Order(StringComparer.Ordinal), together.Alerts);
    }

    public static TheoryData<string> Poisons => ["nan", "1e38", "future", "backwards", "schema", "constant", "first rows wild"];

    [Theory]
    [MemberData(nameof(Poisons))]
    public async Task Run_OneEntitysPoison_ChangesNoOtherVerdict(string poison)
    {
        MonitorDefinition definition = Population.Definition with { Cohort = new CohortDefinition { Enabled = false } };
        Run clean = await RunAsync(Rows, Exact, definition: definition);
        var rows = new List<SourceRow>();
        for (int i = 0; i < Rows.Count; i++)
        {
            rows.Add(Rows[i]);
            if (i % 3 == 0)
            {
                rows.Add(Poisoned(poison, i / 3));
            }
        }

        Run poisoned = await RunAsync(rows, Exact with { PollRows = 33 }, definition: definition);
        Assert.Equal(clean.VerdictsOf(_ => true), poisoned.VerdictsOf(e => e != "poison"));
        Assert.Equal(clean.Alerts, poisoned.Alerts.Where(a => !a.StartsWith("poison", StringComparison.Ordinal)));
        Assert.Equal(rows.Count - Rows.Count, poisoned.VerdictsOf(e => e == "poison").Length);
    }

    [Fact]
    public async Task Run_RefusedRows_BecomeDeadLettersWithTheirPlace()
    {
        Schema other = TestMonitors.Numbers(2);
        SourceRow[] rows =
        [
            new("a", EventTime.FromSeconds(10), [1, 2, 3], Population.Schema),
            new("b", EventTime.FromSeconds(10), [1, 2, 3], Population.Schema),
            new("a", EventTime.FromSeconds(9), [1, 2, 3], Population.Schema),
            new("b", EventTime.FromSeconds(10), [4, 5, 6], Population.Schema),
            new("b", EventTime.FromSeconds(11), [4, 5], other),
            new("c", EventTime.FromSeconds(1), [4, 5], other),
            new("a", EventTime.FromSeconds(12), [1, 2, 3], Population.Schema),
            new("c", EventTime.FromSeconds(2), [4, 5, 6], Population.Schema),
        ];
        Run run = await RunAsync(rows, Exact);
        Assert.Equal(
            [
                "s|2|Late|event time 9 lies before the last one of entity a",
                "s|3|RepeatedTime|event time 10 repeats the last one of entity b",
                "s|4|SchemaChanged|entity b was seen with the channels x0,x1,x2",
                "s|7|SchemaChanged|entity c was seen with the channels x0,x1",
            ],
            run.Letters);
        Assert.Equal([2, 3, 4, 7], Enumerable.Range(0, rows.Length).Where(i => run.Flags[i] == VerdictFlags.Rejected));
        Assert.All(run.Flags.Where((_, i) => i is not (2 or 3 or 4 or 7)), f => Assert.Equal(VerdictFlags.None, f));
    }

    private static SourceRow Poisoned(string poison, int i)
    {
        long time = EventTime.FromSeconds(i);
        float[] values = [i % 7, i % 5, 1];
        return poison switch
        {
            "nan" => new SourceRow("poison", time, [float.NaN, float.NaN, float.NaN], Population.Schema),
            "1e38" => new SourceRow("poison", time, [i % 2 == 0 ? 1e38f : -1e38f, float.MaxValue, float.Epsilon], Population.Schema),
            "future" => new SourceRow("poison", i == 3 ? EventTime.FromSeconds(EventTime.MaxSeconds) : time, values, Population.Schema),
            "backwards" => new SourceRow("poison", -time, values, Population.Schema),
            "schema" => new SourceRow("poison", time, i % 2 == 0 ? values : [1, 2], i % 2 == 0 ? Population.Schema : TestMonitors.Numbers(2)),
            "constant" => new SourceRow("poison", time, [0, 0, 0], Population.Schema),
            _ => new SourceRow("poison", time, i < 30 ? [float.MinValue, float.MaxValue, 0] : values, Population.Schema),
        };
    }
}
