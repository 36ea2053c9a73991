using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Runtime;

/// <summary>Entities that leave memory and come back change nothing but memory.</summary>
public sealed class MemoryLimitTests
{
    private const int Entities = 23;
    private static readonly List<SourceRow> Rows = Population.Rows(Entities, 90);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 7)]
    [InlineData(2, 23)]
    public async Task Run_WithRoomForNobody_IsTheSameAsWithRoomForAll(int shards, int pollRows)
    {
        List<PollRecord> all = await RunAsync(new MemoryStore(), Population.Definition, shards, pollRows, null);
        var store = new MemoryStore();
        List<PollRecord> few = await RunAsync(store, Population.Definition, shards, pollRows, 1);
        AssertSame(all, few);

        // A new entity is looked for once; every further look is for one that had left.
        Assert.True(store.Finds.Sum(f => f.Length) > 3 * Entities, $"{store.Finds.Sum(f => f.Length)} loads");
    }

    [Fact]
    public async Task Run_SampledScoresWithRoomForNobody_AreTheSame() => AssertSame(
        await RunAsync(new MemoryStore(), Population.Sampled, 2, 5, null),
        await RunAsync(new MemoryStore(), Population.Sampled, 2, 5, 1));

    [Fact]
    public async Task Run_DerivedFeaturesWithRoomForNobody_AreTheSame() => AssertSame(
        await RunAsync(new MemoryStore(), Population.Derived, 2, 5, null),
        await RunAsync(new MemoryStore(), Population.Derived, 2, 5, 1));

    [Fact]
    public async Task Run_WithALimit_StaysBelowIt()
    {
        // Pages grow with what was seen: this is room for about a third of the entities.
        const long Limit = 20_000;
        var plans = new PlanSet(Population.Definition);
        var store = new MemoryStore();
        long most = 0, after = 0;
        await using LocalRuntime runtime = Create(plans, store, 2, Limit, _ =>
        {
            most = Math.Max(most, BytesOf(plans));
            after = BytesOf(plans);
        });
        await runtime.RunAsync([Source(plans, 10)], Stop).WaitAsync(TimeSpan.FromSeconds(120), Stop);
        Assert.InRange(runtime.EntitiesInMemory, 1, Entities - 1);
        Assert.Equal(runtime.EntitiesInMemory, runtime.Entities.Count());
        Assert.True(after < 2 * Limit, $"{after} bytes at the end, {most} at most");

        static long BytesOf(PlanSet plans) => plans.All.Sum(p => p.UsedBytes);
    }

    [Fact]
    public async Task Forget_ASource_ReadsItsEntitiesFromTheStoreAgain()
    {
        var plans = new PlanSet(Population.Definition);
        var store = new MemoryStore();
        await using LocalRuntime runtime = Create(plans, store, 2, null);
        await runtime.RunAsync([Source(plans, 64, until: 500)], Stop).WaitAsync(TimeSpan.FromSeconds(120), Stop);
        Assert.Equal(Entities, runtime.EntitiesInMemory);
        int finds = store.Finds.Count;
        await runtime.DrainAsync("s");
        await runtime.ForgetAsync("another");
        Assert.Equal(Entities, runtime.Entities.Count());
        await runtime.ForgetAsync("s");
        Assert.Empty(runtime.Entities);
        Assert.Equal(0, plans.All.Sum(p => p.HistoryPages.Used));

        var polls = new List<PollRecord>();
        store.BeforeCommit = null;
        MemorySource rest = Source(plans, 64);
        await rest.SeekAsync(500, Stop);
        await runtime.RunAsync([rest], Stop).WaitAsync(TimeSpan.FromSeconds(120), Stop);
        Assert.True(store.Finds.Count > finds);
        Assert.Equal(Rows.Count, store.Commits[^1][0]);
    }

    /// <summary>Another owner went on with the source: what was read here since has no effect, here or in the store.</summary>
    [Fact]
    public async Task Commit_OfALostSource_LeavesNothingBehind()
    {
        var plans = new PlanSet(Population.Definition);
        var store = new MemoryStore();
        var lost = new List<string>();
        var observed = new List<Poll>();
        await using var committer = new GroupCommitter(
            store, observed.AddRange, new GroupCommitOptions { Linger = TimeSpan.Zero }, TimeProvider.System, NullLogger<GroupCommitter>.Instance);
        await using LocalRuntime runtime = new(plans, new SimdScorer(), committer, new DeadLetterCounter(), Options(plans, store, 2, null))
        {
            SourceLost = lost.Add,
        };
        store.Claim(Population.Definition.Name, "s");
        await runtime.RunAsync([Source(plans, 64, until: 320)], Stop).WaitAsync(TimeSpan.FromSeconds(120), Stop);
        await runtime.DrainAsync("s");
        int commits = observed.Count;
        store.Lost.Add("s");
        MemorySource more = Source(plans, 64, until: 600);
        await more.SeekAsync(320, Stop);
        await runtime.RunAsync([more], Stop).WaitAsync(TimeSpan.FromSeconds(120), Stop);
        await runtime.DrainAsync("s");
        Assert.All(lost, source => Assert.Equal("s", source));
        Assert.NotEmpty(lost);
        Assert.Equal(commits, observed.Count);
        await runtime.ForgetAsync("s");
        SourceClaim claim = store.Claim(Population.Definition.Name, "s");
        Assert.Equal((2L, 320L), (claim.Epoch, claim.Position));
    }

    /// <summary>A training that ends while another source is read: were its entity written with that source's poll, one that lost its own source
    /// could still write it.</summary>
    [Fact]
    public async Task Run_TrainingsInTheBackground_ChangeEntitiesWithPollsOfTheirOwnSource()
    {
        var plans = new PlanSet(Population.Definition);
        var store = new MemoryStore();
        var strangers = new List<string>();
        int trainings = 0;
        var committer = new NullCommitter(needsState: true, poll =>
        {
            store.Commit([poll]);
            foreach (ShardPart part in poll.Parts)
            {
                trainings += part.Promotions.Count;
                StateBuffer.Reader reader = part.States.GetReader();
                while (reader.ReadEntity(out int entity, out _, out int pages))
                {
                    for (int i = 0; i < pages; i++)
                    {
                        reader.ReadPage(out _, out _, out _);
                    }

                    if (SourceOf(plans.Directory.KeyOf(entity)) != poll.Source)
                    {
                        strangers.Add($"{plans.Directory.KeyOf(entity)} in a poll of {poll.Source}");
                    }
                }
            }
        });
        await using LocalRuntime runtime = new(
            plans,
            new SimdScorer(),
            committer,
            new DeadLetterCounter(),
            Options(plans, store, 2, null) with { Training = TrainingMode.Background });
        MemorySource[] sources =
        [
            .. new[] { "odd", "even" }.Select(name =>
                new MemorySource(name, [.. Rows.Where(r => SourceOf(r.Entity) == name)], plans.Directory)
                {
                    PollSizes = [3],
                    BeforePoll = async (_, stop) => await Task.Delay(1, stop),
                }),
        ];
        await runtime.RunAsync(sources, Stop).WaitAsync(TimeSpan.FromSeconds(120), Stop);
        // How many end while the stream lasts depends on the machine; some do.
        Assert.True(trainings > 3, $"{trainings} promotions");
        Assert.Empty(strangers);

        static string SourceOf(string entity) => int.Parse(entity[1..]) % 2 == 0 ? "even" : "odd";
    }

    private static void AssertSame(List<PollRecord> expected, List<PollRecord> actual)
    {
        Assert.Equal(expected.SelectMany(p => p.Verdicts), actual.SelectMany(p => p.Verdicts));
        Assert.Equal(
            expected.SelectMany(p => p.Alerts).Order(StringComparer.Ordinal), actual.SelectMany(p => p.Alerts).Order(StringComparer.Ordinal));
        Assert.Equal(
            expected.SelectMany(p => p.Promotions).Order(StringComparer.Ordinal),
            actual.SelectMany(p => p.Promotions).Order(StringComparer.Ordinal));
        Assert.Contains(expected.SelectMany(p => p.Promotions), p => p.StartsWith("(cohort)", StringComparison.Ordinal));
    }

    private static async Task<List<PollRecord>> RunAsync(MemoryStore store, MonitorDefinition definition, int shards, int pollRows, long? limit)
    {
        var plans = new PlanSet(definition);
        var polls = new List<PollRecord>();
        await using LocalRuntime runtime = Create(plans, store, shards, limit, poll => polls.Add(PollRecord.Of(poll)));
        await runtime.RunAsync([Source(plans, pollRows)], Stop).WaitAsync(TimeSpan.FromSeconds(120), Stop);
        return polls;
    }

    private static MemorySource Source(PlanSet plans, int pollRows, int? until = null) =>
        new("s", Rows[..(until ?? Rows.Count)], plans.Directory) { PollSizes = [pollRows] };

    private static LocalRuntime Create(PlanSet plans, MemoryStore store, int shards, long? limit, Action<Poll>? observe = null)
    {
        var committer = new NullCommitter(needsState: true, poll =>
        {
            store.Commit([poll]);
            observe?.Invoke(poll);
        });
        return new LocalRuntime(plans, new SimdScorer(), committer, new DeadLetterCounter(), Options(plans, store, shards, limit));
    }

    private static RuntimeOptions Options(PlanSet plans, MemoryStore store, int shards, long? limit) => new()
    {
        Shards = shards,

        // Whoever is not durable stays: few polls under way leave few.
        PollsInFlight = 2,
        Training = TrainingMode.Inline,
        ExplainAll = true,
        Loader = new EntityLoader(store, plans, TimeProvider.System, NullLogger.Instance),
        MemoryBytes = limit,
    };
}
