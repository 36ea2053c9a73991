using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Sinks;

public sealed class VerdictEncoderTests
{
    private const VerdictFlags Held = VerdictFlags.Quiet | VerdictFlags.Maintenance;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Encode_EveryVerdict_IsARecordThatSaysTheSame()
    {
        var flags = VerdictFlags.None;
        var ids = new HashSet<string>();
        using var encoder = new VerdictEncoder("v", TestMonitors.Name, anomalousOnly: false);
        await RunAsync(Population.Rows(), poll =>
        {
            var buffer = new RecordBuffer("v");
            encoder.Encode(poll, buffer);
            List<SentRecord> records = SentRecord.Of(buffer);
            Assert.Equal(poll.Verdicts.Count, records.Count);
            for (int row = 0; row < records.Count; row++)
            {
                AssertSame(poll, poll.Verdicts[row], records[row]);
                Assert.True(ids.Add(records[row].Id), $"{records[row].Id} came twice");
                flags |= poll.Verdicts[row].Flags;
            }
        });
        Assert.Equal(960, ids.Count);
        Assert.Equal(Enum.GetValues<VerdictFlags>().Aggregate((all, one) => all | one) & ~(Held | VerdictFlags.Stuck | VerdictFlags.Late | VerdictFlags.Former), flags);
    }

    /// <summary>What operators and quiet hours hold back is told.</summary>
    [Theory]
    [InlineData(VerdictFlags.Quiet)]
    [InlineData(VerdictFlags.Maintenance)]
    public async Task Encode_HeldBack_IsTold(VerdictFlags held)
    {
        var flags = VerdictFlags.None;
        using var encoder = new VerdictEncoder("v", TestMonitors.Name, anomalousOnly: false);
        MonitorDefinition definition = held == VerdictFlags.Quiet
            ? Population.Definition with { Alert = Population.Definition.Alert with { Quiet = [new QuietDefinition { From = new TimeOnly(0, 0), To = new TimeOnly(23, 59) }] } }
            : Population.Definition;
        var plans = new PlanSet(definition);
        if (held == VerdictFlags.Maintenance)
        {
            plans.Overrides = ThresholdOverrides.Of(
                [new ThresholdOverride(OverrideScope.OfMonitor(definition.Name), "maintenance", 0, "anna", DateTimeOffset.UnixEpoch, "a test", null)]);
        }

        await RunAsync(plans, Population.Rows(), new NullCommitter(observe: poll =>
        {
            var buffer = new RecordBuffer("v");
            encoder.Encode(poll, buffer);
            List<SentRecord> records = SentRecord.Of(buffer);
            for (int row = 0; row < records.Count; row++)
            {
                AssertSame(poll, poll.Verdicts[row], records[row]);
                flags |= poll.Verdicts[row].Flags & Held;
            }
        }));
        Assert.Equal(held, flags);
    }

    [Fact]
    public async Task Encode_AnomalousOnly_LeavesTheRestOut()
    {
        int all = 0, anomalous = 0;
        using var encoder = new VerdictEncoder("v", TestMonitors.Name, anomalousOnly: true);
        await RunAsync(Population.Rows(), poll =>
        {
            var buffer = new RecordBuffer("v");
            encoder.Encode(poll, buffer);
            Assert.All(SentRecord.Of(buffer), r => Assert.True(r.IsTrue("anomalous")));
            Assert.Equal(poll.Verdicts.ToArray().Count(v => v.IsAnomalous), buffer.Count);
            all += poll.Verdicts.Count;
            anomalous += buffer.Count;
        });
        Assert.InRange(anomalous, 1, all / 4);
    }

    [Theory]
    [InlineData("\"quoted\"\\")]
    [InlineData("two\nlines\t\0")]
    [InlineData("/a/0")]
    [InlineData("насос 🚰")]
    [InlineData("\u2028<script>&'")]
    public async Task Encode_HostileEntity_ComesThroughUnchanged(string entity)
    {
        List<SentRecord> records = await EncodeAsync(entity);
        Assert.Equal(4, records.Count);
        Assert.All(records, r => Assert.Equal(entity, r.Key));
        Assert.All(records, r => Assert.Equal(entity, r.Value.GetProperty("entity").GetString()));
        Assert.Equal([$"test/{entity}/0", $"test/{entity}/1", $"test/{entity}/2", "test/a\"source/3/rejected"], records.Select(r => r.Id));
    }

    [Fact]
    public async Task Encode_EntityOfTheLongestKind_OrWithHalfACharacter_IsValid()
    {
        string longest = new('長', EntityDirectory.MaxKeyLength);
        Assert.Equal(longest, (await EncodeAsync(longest))[0].Key);
        Assert.Equal("a\uFFFDb", (await EncodeAsync("a\ud800b"))[0].Value.GetProperty("entity").GetString());
    }

    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000Z")]
    [InlineData(17_693_406_001_234_567, "2026-01-25T11:30:00.123Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999Z")]
    [InlineData(long.MaxValue, "9999-12-31T23:59:59.999Z")]
    [InlineData(long.MinValue + 1, "0001-01-01T00:00:00.000Z")]
    public async Task Encode_Time_IsIso8601WithMilliseconds(long ticks, string expected)
    {
        List<SentRecord> records = await EncodeAsync("e", ticks);
        Assert.Equal(expected, records[0].Value.GetProperty("time").GetString());
    }

    [Fact]
    public async Task Encode_IntoBuffersThatHaveGrown_AllocatesNothing()
    {
        using var encoder = new VerdictEncoder("v", TestMonitors.Name, anomalousOnly: false);
        var buffer = new RecordBuffer("v");
        long allocated = 0;
        int encoded = 0;
        await RunAsync(
            Population.Rows(),
            poll =>
            {
                encoder.Encode(poll, buffer);
                buffer.Clear();
                long before = GC.GetAllocatedBytesForCurrentThread();
                encoder.Encode(poll, buffer);
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
                encoded += buffer.Count;
            },
            pollRows: 960);
        Assert.Equal(960, encoded);
        Assert.Equal(0, allocated);
    }

    /// <summary>What a sink gets is durable with the poll it is of.</summary>
    [Fact]
    public async Task EncodingCommitter_Polls_AreCommittedWithTheirRecords()
    {
        var store = new MemoryStore();
        int rows = 0;
        var stored = new NullCommitter(needsState: true, observe: poll =>
        {
            store.Commit([poll]);
            rows += poll.Batch.Count;
        });
        using var first = new VerdictEncoder("all", TestMonitors.Name, anomalousOnly: false);
        using var second = new VerdictEncoder("few", TestMonitors.Name, anomalousOnly: true);
        await RunAsync(Population.Rows(), new EncodingCommitter(stored, [first, second]));
        Assert.Equal(960, rows);
        Assert.Equal(960, store.ReadRecords("all", int.MaxValue).Sum(r => SentRecord.Of(r.Records).Count));
        Assert.InRange(store.ReadRecords("few", int.MaxValue).Sum(r => SentRecord.Of(r.Records).Count), 1, 200);
    }

    private static void AssertSame(Poll poll, in Verdict verdict, SentRecord record)
    {
        string entity = poll.Plans.Directory.KeyOf(verdict.Entity);
        Assert.Equal(entity, record.Key);
        Assert.Equal(entity, record.Value.GetProperty("entity").GetString());
        Assert.Equal("test", record.Value.GetProperty("monitor").GetString());
        Assert.Equal("s", record.Value.GetProperty("source").GetString());
        Assert.Equal(verdict.Position, record.Value.GetProperty("position").GetInt64());
        bool isRejected = verdict.Flags.HasFlag(VerdictFlags.Rejected);
        Assert.Equal(!isRejected, record.Has("sequence"));
        Assert.Equal(isRejected ? $"test/s/{verdict.Position}/rejected" : $"test/{entity}/{verdict.Sequence}", record.Id);
        AssertFlag(VerdictFlags.Anomalous, verdict, record, "anomalous");
        AssertFlag(VerdictFlags.Alert, verdict, record, "alert");
        AssertFlag(VerdictFlags.Provisional, verdict, record, "provisional");
        AssertFlag(VerdictFlags.Silence, verdict, record, "silence");
        AssertFlag(VerdictFlags.Repeated, verdict, record, "repeated");
        AssertFlag(VerdictFlags.Drifted, verdict, record, "drifted");
        AssertFlag(VerdictFlags.Former, verdict, record, "former");
        AssertFlag(VerdictFlags.Shifted, verdict, record, "shifted");
        AssertFlag(VerdictFlags.Stuck, verdict, record, "stuck");
        AssertFlag(VerdictFlags.Late, verdict, record, "late");
        AssertFlag(VerdictFlags.Quiet, verdict, record, "quiet");
        AssertFlag(VerdictFlags.Maintenance, verdict, record, "maintenance");
        AssertFlag(VerdictFlags.Imputed, verdict, record, "imputed");
        AssertFlag(VerdictFlags.TooSparse, verdict, record, "tooSparse");
        AssertFlag(VerdictFlags.Rejected, verdict, record, "rejected");
        AssertNumber(verdict.Surprise, record, "surprise");
        AssertNumber(verdict.Score, record, "score");
        AssertNumber(verdict.Threshold, record, "threshold");
        AssertNumber(verdict.ReconstructionError, record, "reconstructionError");
        AssertNumber(verdict.KlDivergence, record, "kl");
        Assert.Equal(verdict.IsScored ? verdict.ModelVersion : null, record.Number("modelVersion"));
        var top = new List<string>();
        foreach (TopFeatures.Contribution contribution in verdict.Top)
        {
            if (contribution.Source >= 0)
            {
                top.Add($"{poll.Plan.Encoder.NameOf(contribution.Source)} {contribution.Share:R}");
            }
        }

        Assert.Equal(
            top,
            record.Has("top")
                ? record.Value.GetProperty("top").EnumerateArray().Select(t => $"{t.GetProperty("feature").GetString()} {t.GetProperty("share").GetSingle():R}")
                : []);
    }

    private static void AssertFlag(VerdictFlags flag, in Verdict verdict, SentRecord record, string member) =>
        Assert.Equal((verdict.Flags & flag) != 0, record.IsTrue(member));

    private static void AssertNumber(float expected, SentRecord record, string member) =>
        Assert.Equal(float.IsFinite(expected) ? expected : null, record.Number(member));

    /// <summary>Three observations of one entity and one that repeats its time, from a source with a name of its own.</summary>
    private static async Task<List<SentRecord>> EncodeAsync(string entity, long firstTime = 0)
    {
        var records = new List<SentRecord>();
        using var encoder = new VerdictEncoder("v", TestMonitors.Name, anomalousOnly: false);
        List<SourceRow> rows = [.. Enumerable.Range(0, 4).Select(i =>
            new SourceRow(entity, firstTime == long.MaxValue ? firstTime - 3 + Math.Min(i, 2) : firstTime + Math.Min(i, 2), [1, 2, 3], Population.Schema))];
        await RunAsync(
            rows,
            poll =>
            {
                var buffer = new RecordBuffer("v");
                encoder.Encode(poll, buffer);
                records.AddRange(SentRecord.Of(buffer));
            },
            "a\"source");
        return records;
    }

    private static Task RunAsync(List<SourceRow> rows, Action<Poll> observe, string source = "s", int pollRows = 100) =>
        RunAsync(rows, new NullCommitter(observe: observe), source, pollRows);

    private static Task RunAsync(List<SourceRow> rows, ICommitter committer, string source = "s", int pollRows = 100) =>
        RunAsync(new PlanSet(Population.Definition), rows, committer, source, pollRows);

    private static async Task RunAsync(PlanSet plans, List<SourceRow> rows, ICommitter committer, string source = "s", int pollRows = 100)
    {
        await using var runtime = new LocalRuntime(
            plans,
            new SimdScorer(),
            committer,
            new DeadLetterCounter(),
            new RuntimeOptions { Shards = 2, Training = TrainingMode.Inline, PollRows = pollRows });
        await runtime.RunAsync([new MemorySource(source, rows, plans.Directory)], Stop).WaitAsync(Patience, Stop);
    }
}
