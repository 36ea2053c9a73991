using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>A monitor whose features, window or model are edited between two runs: over every store.</summary>
public abstract class EditTests
{
    private const int PollRows = 64;
    private const long Edited = 1100;
    private const long End = 2600;

    // As a file may have it: what is read back must be what was written.
    private static readonly MonitorDefinition Original = TestMonitor.Definition with { Training = TestMonitor.Definition.Training with { MinRows = 52 } };

    private static readonly MonitorDefinition WiderWindow = Original with { Window = new WindowDefinition { Rows = 3 } };

    /// <summary>By the names of their kinds: a theory's data must be printable.</summary>
    private static readonly Dictionary<string, MonitorDefinition> Edits = new()
    {
        ["window"] = WiderWindow,
        ["history"] = Original with { Training = Original.Training with { HistoryRows = 160 } },
        ["features"] = Original with
        {
            Features = [FeatureDefinition.Number("c3"), FeatureDefinition.Number("c0", NumberTransform.SignedLog)],
        },
        ["model"] = Original with { Model = Original.Model with { Hidden = [5], Latent = 2 } },
    };

    private protected abstract StorePlace NewPlace();

    private protected abstract IOperatorStore OpenForOperator(StorePlace place);

    [Theory]
    [InlineData("window")]
    [InlineData("history")]
    [InlineData("features")]
    [InlineData("model")]
    public async Task Run_OfAnEditedMonitor_JudgesWithTheOldModelsUntilThereAreNewOnes(string edit)
    {
        MonitorDefinition definition = Edits[edit];
        using StorePlace place = NewPlace();
        using IStateStore store = place.Open();
        List<RecordedVerdict> before = await RunAsync(store, Edited, Original);
        List<RecordedVerdict> after = await RunAsync(store, End, definition);

        Assert.All(before, v => Assert.False(v.Flags.HasFlag(VerdictFlags.Former)));
        foreach (string key in TestMonitor.Keys)
        {
            RecordedVerdict[] its = [.. after.Where(v => v.Entity == key && !v.Flags.HasFlag(VerdictFlags.Rejected))];

            // No row is left unjudged but those that have too many gaps, and no number is given twice.
            Assert.All(its, v => Assert.True(v.Flags.HasFlag(VerdictFlags.Scored) || v.Flags.HasFlag(VerdictFlags.TooSparse), v.ToString()));
            long last = before.Last(v => v.Entity == key && !v.Flags.HasFlag(VerdictFlags.Rejected)).Sequence;
            Assert.Equal(Enumerable.Range(1, its.Length).Select(i => last + i), its.Select(v => v.Sequence));

            // First the old model alone, then the new ones alone, whose numbers go on.
            int old = before.Last(v => v.Entity == key).ModelVersion;
            int former = its.TakeWhile(v => v.Flags.HasFlag(VerdictFlags.Former)).Count();
            bool hadOwn = !before.Last(v => v.Entity == key && v.Flags.HasFlag(VerdictFlags.Scored)).Flags.HasFlag(VerdictFlags.Provisional);
            int expected = hadOwn ? Original.Training.MinRows : Original.Cohort.MinRows / TestMonitor.Keys.Count;
            Assert.InRange(former, expected - 1, expected + 2);
            Assert.All(its[..former], v => Assert.True(v.ModelVersion == old || v.Flags.HasFlag(VerdictFlags.TooSparse)));
            Assert.All(its[former..], v => Assert.False(v.Flags.HasFlag(VerdictFlags.Former)));
            Assert.All(
                its[former..].Where(v => !v.Flags.HasFlag(VerdictFlags.TooSparse) && !v.Flags.HasFlag(VerdictFlags.Provisional)),
                v => Assert.True(v.ModelVersion > old));
        }
    }

    [Theory]
    [InlineData("window")]
    [InlineData("history")]
    [InlineData("features")]
    [InlineData("model")]
    public async Task Restored_WhileAnEditIsUnderWay_GivesTheVerdictsOfAnUninterruptedRun(string edit)
    {
        MonitorDefinition definition = Edits[edit];
        using StorePlace whole = NewPlace();
        using IStateStore wholeStore = whole.Open();
        await RunAsync(wholeStore, Edited, Original);
        List<RecordedVerdict> expected = await RunAsync(wholeStore, End, definition);
        string[] alerts = AlertsOf(wholeStore);
        Assert.NotEmpty(alerts);

        // At once, while the old models judge, among the first new ones, and late; with other shards and polls.
        foreach ((int shards, int pollRows, int commits, long[] cuts) in ((int, int, int, long[])[])[(2, 64, 1, [1164, 1292, 1420]), (3, 7, 4, [1200, 1290, 2000])])
        {
            using StorePlace place = NewPlace();
            await RunAsync(place, Edited, Original);
            var verdicts = new List<RecordedVerdict>();
            foreach (long end in cuts.Append(End))
            {
                using IStateStore store = place.Open();
                verdicts.AddRange(await RunAsync(store, end, definition, shards, pollRows, commits));
            }

            Assert.Equal(expected, verdicts);
            using IStateStore final = place.Open();
            Assert.Equal(alerts, AlertsOf(final));
        }
    }

    [Fact]
    public async Task Run_OfAMonitorThatIsPutBackBeforeThereWereNewModels_GoesOnWithTheOldOnes()
    {
        using StorePlace place = NewPlace();
        await RunAsync(place, Edited, Original);
        await RunAsync(place, 1200, WiderWindow);
        using IStateStore store = place.Open();
        List<RecordedVerdict> back = await RunAsync(store, End, Original);
        Assert.All(back, v => Assert.False(v.Flags.HasFlag(VerdictFlags.Former)));
        Assert.All(
            back.Where(v => !v.Flags.HasFlag(VerdictFlags.Rejected) && !v.Flags.HasFlag(VerdictFlags.TooSparse)),
            v => Assert.True(v.Flags.HasFlag(VerdictFlags.Scored)));
        AssertSequencesFollow(back);
    }

    [Fact]
    public async Task Run_OfAMonitorThatIsEditedAgainBeforeThereWereNewModels_KeepsTheOldestInUse()
    {
        using StorePlace place = NewPlace();
        List<RecordedVerdict> before;
        using (IStateStore store = place.Open())
        {
            before = await RunAsync(store, Edited, Original);
        }

        await RunAsync(place, 1200, WiderWindow);
        using IStateStore last = place.Open();
        List<RecordedVerdict> after = await RunAsync(last, End, Edits["features"]);
        foreach (string key in TestMonitor.Keys)
        {
            int old = before.Last(v => v.Entity == key).ModelVersion;
            RecordedVerdict[] scored = [.. after.Where(v => v.Entity == key && v.Flags.HasFlag(VerdictFlags.Scored))];
            Assert.Contains(scored, v => v.Flags.HasFlag(VerdictFlags.Former));
            Assert.All(scored.Where(v => v.Flags.HasFlag(VerdictFlags.Former)), v => Assert.Equal(old, v.ModelVersion));
            Assert.False(scored[^1].Flags.HasFlag(VerdictFlags.Former));
        }

        AssertSequencesFollow(after);
    }

    [Fact]
    public async Task Run_WithAFieldMore_JudgesWithTheOldModelsUntilThereAreNewOnes()
    {
        // A source that reads what the features name brings other channels with them.
        MonitorDefinition four = Original with { Features = [.. Enumerable.Range(0, 4).Select(i => FeatureDefinition.Number($"c{i}"))] };
        MonitorDefinition six = four with { Features = [.. Enumerable.Range(0, 6).Reverse().Select(i => FeatureDefinition.Number($"c{i}"))] };
        using StorePlace place = NewPlace();
        await RunAsync(place, Edited, four);
        using IStateStore store = place.Open();
        List<RecordedVerdict> after = await RunAsync(store, End, six, channels: 6);
        using StorePlace untouched = NewPlace();
        await RunAsync(untouched, Edited, four);
        using IStateStore other = untouched.Open();
        List<RecordedVerdict> asBefore = await RunAsync(other, End, four);

        // The old models see their four fields as they always did.
        RecordedVerdict[] former = [.. after.Where(v => v.Flags.HasFlag(VerdictFlags.Former) && v.Flags.HasFlag(VerdictFlags.Scored))];
        Assert.InRange(former.Length, 200, 300);
        Dictionary<long, RecordedVerdict> same = asBefore.ToDictionary(v => v.Position);
        Assert.All(former.Take(150), v => Assert.Equal(Scores(same[v.Position]), Scores(v)));
        Assert.All(after.Where(v => v.Position > 2000), v => Assert.False(v.Flags.HasFlag(VerdictFlags.Former)));
        AssertSequencesFollow(after);
    }

    [Fact]
    public async Task Run_OfAMonitorWithoutOwnModels_WaitsForTheNewCohort()
    {
        MonitorDefinition shared = Original with { Training = Original.Training with { Own = false } };
        MonitorDefinition edited = shared with { Window = new WindowDefinition { Rows = 3 } };
        using StorePlace place = NewPlace();
        List<RecordedVerdict> before;
        using (IStateStore store = place.Open())
        {
            before = await RunAsync(store, Edited, shared);
        }

        var after = new List<RecordedVerdict>();
        foreach (long end in (long[])[1160, 1300, End])
        {
            using IStateStore store = place.Open();
            after.AddRange(await RunAsync(store, end, edited));
        }

        // The cohort's model is due after as many rows as the first was.
        int old = before[^1].ModelVersion;
        Assert.All(after.Where(v => v.Position < Edited + 130 && v.Flags.HasFlag(VerdictFlags.Scored)), v => Assert.Equal(old, v.ModelVersion));
        RecordedVerdict[] late = [.. after.Where(v => v.Position >= Edited + 130 && v.Flags.HasFlag(VerdictFlags.Scored))];
        Assert.All(late, v => Assert.True(v.ModelVersion > old && !v.Flags.HasFlag(VerdictFlags.Former)));

        // And again, four times that many after the edit.
        Assert.Equal(2, late.Select(v => v.ModelVersion).Distinct().Count());
        Assert.Equal(Edited + (4 * 130), late.First(v => v.ModelVersion > late[0].ModelVersion).Position, tolerance: 5);
    }

    /// <summary>Entities that the cohort's model serves have nothing else: it must come back with the file.</summary>
    [Fact]
    public async Task Run_OfAMonitorWithoutOwnModelsThatIsPutBack_GoesOnWithTheCohortsModel()
    {
        MonitorDefinition shared = Original with { Training = Original.Training with { Own = false } };
        using StorePlace place = NewPlace();
        List<RecordedVerdict> before;
        using (IStateStore first = place.Open())
        {
            before = await RunAsync(first, Edited, shared);
        }

        // Put back, and started once more.
        await RunAsync(place, 1160, shared with { Window = WiderWindow.Window });
        await RunAsync(place, 1190, shared);
        using IStateStore store = place.Open();
        List<RecordedVerdict> back = await RunAsync(store, 1220, shared);
        RecordedVerdict[] whole = [.. back.Where(v => !v.Flags.HasFlag(VerdictFlags.Rejected) && !v.Flags.HasFlag(VerdictFlags.TooSparse))];
        Assert.NotEmpty(whole);
        Assert.All(whole, v => Assert.Equal((VerdictFlags.Scored, before[^1].ModelVersion), (v.Flags & (VerdictFlags.Scored | VerdictFlags.Former), v.ModelVersion)));

        // What the file was in between is kept, and what it is again is not kept twice.
        using StoredMonitor stored = store.Load(TestMonitor.Name)!;
        Assert.NotEqual(Assert.Single(stored.Plans).Compatibility, Assert.Single(stored.Former).Compatibility);
    }

    /// <summary>A file that changes what may change is kept as it is now: it is that one that the next edit finds.</summary>
    [Fact]
    public async Task Run_WithAnotherThreshold_KeepsTheFileAsItIs()
    {
        MonitorDefinition tuned = Original with { Threshold = new ThresholdDefinition { Quantile = 0.5 } };
        using StorePlace place = NewPlace();
        await RunAsync(place, 300, Original);
        await RunAsync(place, 310, tuned);
        using IStateStore store = place.Open();
        using (StoredMonitor stored = store.Load(TestMonitor.Name)!)
        {
            Assert.Equal(MonitorFile.ToYaml(tuned), Assert.Single(stored.Plans).Definition);
        }

        await RunAsync(store, 320, WiderWindow);
        using StoredMonitor edited = store.Load(TestMonitor.Name)!;
        Assert.Equal(MonitorFile.ToYaml(tuned), Assert.Single(edited.Former).Definition);
        Assert.Equal(MonitorFile.ToYaml(WiderWindow), Assert.Single(edited.Plans).Definition);
    }

    [Fact]
    public async Task ReadVersions_OfAnEditedMonitor_TellsThoseFromBefore()
    {
        const string Key = "p1";
        using StorePlace place = NewPlace();
        await RunAsync(place, Edited, Original);
        VersionRecord[] before = Versions(place, Key);
        int old = Assert.Single(before, v => v.IsInUse).Version;
        Assert.All(before, v => Assert.False(v.IsFormer));

        // The old model is in use until there is a new one.
        await RunAsync(place, Edited + PollRows, WiderWindow);
        VersionRecord[] meanwhile = Versions(place, Key);
        Assert.Equal(old, Assert.Single(meanwhile, v => v.IsInUse).Version);
        Assert.All(meanwhile.Where(v => v.IsKept), v => Assert.True(v.IsFormer));

        await RunAsync(place, End, WiderWindow);
        VersionRecord[] after = Versions(place, Key);
        Assert.True(Assert.Single(after, v => v.IsInUse).Version > old);
        Assert.All(after.Where(v => v.IsKept), v => Assert.Equal(v.Version <= old, v.IsFormer));
    }

    [Fact]
    public async Task ReadVersions_WhereTheCohortsModelTookOver_TellsThatNoneIsInUse()
    {
        const string Key = "p1";
        using StorePlace place = NewPlace();
        await RunAsync(place, Edited, Original);
        MonitorDefinition shared = WiderWindow with { Training = WiderWindow.Training with { Own = false } };
        await RunAsync(place, Edited + PollRows, shared);
        Assert.Single(Versions(place, Key), v => v.IsInUse);
        await RunAsync(place, End, shared);
        Assert.DoesNotContain(Versions(place, Key), v => v.IsInUse);
    }

    private VersionRecord[] Versions(StorePlace place, string key)
    {
        using IOperatorStore reader = OpenForOperator(place);
        return [.. reader.ReadVersions(TestMonitor.Name, key)];
    }

    private static string Scores(RecordedVerdict v) => string.Join(' ', v.Numbers.Split(' ').Take(5));

    private static void AssertSequencesFollow(List<RecordedVerdict> verdicts)
    {
        foreach (IGrouping<string, RecordedVerdict> entity in verdicts.Where(v => !v.Flags.HasFlag(VerdictFlags.Rejected)).GroupBy(v => v.Entity))
        {
            Assert.Equal(Enumerable.Range(0, entity.Count()).Select(i => entity.First().Sequence + i), entity.Select(v => v.Sequence));
        }
    }

    private static string[] AlertsOf(IStateStore store) => [.. store.ReadOutbox(StorePlace.Sink, int.MaxValue).Select(a => a.Id).Order(StringComparer.Ordinal)];

    private static async Task RunAsync(StorePlace place, long end, MonitorDefinition definition)
    {
        using IStateStore store = place.Open();
        await RunAsync(store, end, definition);
    }

    private static async Task<List<RecordedVerdict>> RunAsync(
        IStateStore store, long end, MonitorDefinition definition, int shards = 1, int pollRows = PollRows, int pollsPerCommit = 1, int channels = 4)
    {
        var verdicts = new List<RecordedVerdict>();
        var committer = new StoreCommitter(store, pollsPerCommit, poll => verdicts.AddRange(RecordedVerdict.Of(poll)));
        await TestMonitor.RunAsync(
            committer, end, TestMonitor.Options(shards, pollRows), restoreFrom: store, definition: definition, channels: channels);
        committer.Flush();
        return verdicts;
    }
}
