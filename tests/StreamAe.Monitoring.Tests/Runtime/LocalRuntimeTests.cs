using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Runtime;

/// <summary>What is the local runtime's own; what every runtime does is in the conformance suites.</summary>
public sealed class LocalRuntimeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RentAsync_EveryPollUnderWay_WaitsForOneToBeReleased()
    {
        await using LocalRuntime runtime = Create(new NullCommitter(), new RuntimeOptions { PollsInFlight = 2, Shards = 1 });
        Poll first = await runtime.RentAsync(Stop);
        Poll second = await runtime.RentAsync(Stop);
        Task<Poll> third = runtime.RentAsync(Stop).AsTask();
        Assert.False(third.IsCompleted);
        second.Release();
        Assert.Same(second, await third.WaitAsync(Patience, Stop));
        Assert.NotSame(first, second);
    }

    [Fact]
    public async Task RentAsync_Cancelled_Throws()
    {
        await using LocalRuntime runtime = Create(new NullCommitter(), new RuntimeOptions { PollsInFlight = 2, Shards = 1 });
        await runtime.RentAsync(Stop);
        await runtime.RentAsync(Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runtime.RentAsync(new CancellationToken(canceled: true)).AsTask());
    }

    /// <summary>A committer may accept polls and need them longer: what it holds is not read again.</summary>
    [Fact]
    public async Task RunAsync_CommitterThatHoldsPolls_ReadsNoMoreThanThereAre()
    {
        var committer = new HoldingCommitter(enough: 3);
        var plans = new PlanSet(Population.Definition);
        List<SourceRow> rows = Population.Rows(rowsEach: 20);
        var source = new MemorySource("s", rows, plans.Directory) { PollSizes = [10] };
        await using LocalRuntime runtime = Create(committer, new RuntimeOptions { PollsInFlight = 3, Shards = 2 }, plans);
        Task run = runtime.RunAsync([source], Stop);
        await committer.Full.WaitAsync(Patience, Stop);
        Assert.Equal(30, source.Given);
        Assert.False(run.IsCompleted);
        committer.ReleaseAll();
        await run.WaitAsync(Patience, Stop);
        Assert.Equal(rows.Count, committer.Rows);
    }

    [Fact]
    public async Task RunAsync_TrainingThatFails_IsItsEntitysTroubleAlone()
    {
        var plans = new PlanSet(Population.Definition with { Cohort = new CohortDefinition { Enabled = false } });
        var polls = new List<PollRecord>();
        var committer = new NullCommitter(observe: poll => polls.Add(PollRecord.Of(poll)));
        await using var runtime = new LocalRuntime(
            plans,
            new TrainingBreaker(plans),
            committer,
            new DeadLetterCounter(),
            new RuntimeOptions { Shards = 2, Training = TrainingMode.Inline });
        await runtime.RunAsync([new MemorySource("s", Population.Rows(rowsEach: 70), plans.Directory)], Stop).WaitAsync(Patience, Stop);
        Assert.Contains(polls.SelectMany(p => p.Trainings), t => t.Contains("Failed|no device to train on", StringComparison.Ordinal));
        Assert.Empty(polls.SelectMany(p => p.Promotions));
        Assert.Equal(6 * 70, polls.Sum(p => p.Verdicts.Count));
    }

    [Fact]
    public async Task RunAsync_HoldsTraining_FillsHistoriesOnly()
    {
        var plans = new PlanSet(Population.Definition);
        var polls = new List<PollRecord>();
        await using LocalRuntime runtime = Create(
            new NullCommitter(observe: poll => polls.Add(PollRecord.Of(poll))),
            new RuntimeOptions { Shards = 2, Training = TrainingMode.Inline },
            plans);
        runtime.HoldsTraining = true;
        List<SourceRow> rows = Population.Rows(rowsEach: 80);
        await runtime.RunAsync([new MemorySource("s", rows, plans.Directory)], Stop).WaitAsync(Patience, Stop);
        Assert.Empty(polls.SelectMany(p => p.Trainings));
        Assert.Equal(rows.Count, runtime.Progress.Observations);
        Assert.All(runtime.Entities, e => Assert.Equal(60, e.History.Count));
        Assert.Equal(6, runtime.Entities.Count());
    }

    [Fact]
    public async Task InitialTraining_AnyThreads_GivesTheSameModelsAndTheCohortFirst() =>
        Assert.Equal(await TrainedAsync(threads: 1), await TrainedAsync(threads: 4));

    [Fact]
    public async Task Run_ManyPromotions_KeepOneSlotAModel()
    {
        var plans = new PlanSet(Population.Definition);
        await using LocalRuntime runtime = Create(new NullCommitter(), new RuntimeOptions { Shards = 2, Training = TrainingMode.Inline }, plans);
        await runtime.RunAsync([new MemorySource("s", Population.Rows(), plans.Directory)], Stop).WaitAsync(Patience, Stop);
        ModelArena arena = plans.All.Single().Arena;
        EntityMonitor[] owners = [.. runtime.Entities.Where(e => e.Own is not null)];
        Assert.NotEmpty(owners);
        Assert.Equal(owners.Length + 1, arena.Used);
        ResidentModel[] resident = [.. owners.Select(e => e.Own!), plans.All.Single().Cohort!];
        Assert.Equal(resident.Length, resident.Select(r => r.Slot).Distinct().Count());
        Assert.All(resident, r => Assert.Equal(r.Model.Parameters, arena.Parameters(r.Slot).ToArray()));
    }

    /// <summary>It takes seconds, and the pool's threads, two on a small machine, carry the commits and everybody else.</summary>
    [Fact]
    public async Task Run_CohortTraining_TakesNoThreadOfThePoolAndIsTold()
    {
        var plans = new PlanSet(Population.Definition);
        var scorer = new TrainingWatch(plans);
        await using var runtime = new LocalRuntime(
            plans, scorer, new NullCommitter(), new DeadLetterCounter(), new RuntimeOptions { Shards = 2, Training = TrainingMode.Inline });
        scorer.Runtime = runtime;
        await runtime.RunAsync([new MemorySource("s", Population.Rows(), plans.Directory)], Stop).WaitAsync(Patience, Stop);
        Assert.NotEmpty(scorer.OnPool);
        Assert.DoesNotContain(true, scorer.OnPool);
        Assert.False(runtime.IsTrainingCohort);
    }

    /// <summary>A line for every entity that <see cref="InitialTraining"/> trained, and what it was left with.</summary>
    private static async Task<string[]> TrainedAsync(int threads)
    {
        var plans = new PlanSet(Population.Definition);
        await using LocalRuntime runtime = Create(new NullCommitter(), new RuntimeOptions { Shards = 3, Training = TrainingMode.Inline }, plans);
        runtime.HoldsTraining = true;
        await runtime.RunAsync([new MemorySource("s", Population.Rows(rowsEach: 60), plans.Directory)], Stop).WaitAsync(Patience, Stop);
        var results = new Dictionary<string, TrainingResult>();
        InitialTraining.Run(
            runtime,
            threads,
            new ManualTimeProvider(),
            (monitor, result, elapsed) =>
            {
                lock (results)
                {
                    Assert.Equal((TimeSpan.Zero, 1), (elapsed, monitor.Plan.Cohort!.Model.Version));
                    Assert.Contains("against the champion's", result.Detail, StringComparison.Ordinal);
                    results.Add(monitor.Key, result);
                }
            },
            Stop);
        Assert.Equal(6, results.Count);
        Assert.All(runtime.Entities, e => Assert.Same(results[e.Key].Model, e.Own?.Model));
        return
        [
            .. runtime.Entities.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e =>
                $"{results[e.Key].Verdict} {PollRecord.Line(e.Key, new ModelPromotion(0, e.Champion!.Model, 0))}"),
        ];
    }

    private static LocalRuntime Create(ICommitter committer, RuntimeOptions options, PlanSet? plans = null) =>
        new(plans ?? new PlanSet(Population.Definition), new SimdScorer(), committer, new DeadLetterCounter(), options);

    /// <summary>Accepts at once, keeps until told.</summary>
    private sealed class HoldingCommitter(int enough) : ICommitter
    {
        private readonly Lock _gate = new();
        private readonly List<Poll> _held = [];
        private readonly TaskCompletionSource _full = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private bool _releasing;

        public bool NeedsState => false;

        public int Rows { get; private set; }

        public Task Full => _full.Task;

        public ValueTask CommitAsync(Poll poll, CancellationToken cancellationToken)
        {
            lock (_gate)
            {
                Rows += poll.Batch.Count;
                if (_releasing)
                {
                    poll.Release();
                    return ValueTask.CompletedTask;
                }

                _held.Add(poll);
                if (_held.Count == enough)
                {
                    _full.SetResult();
                }
            }

            return ValueTask.CompletedTask;
        }

        public void ReleaseAll()
        {
            lock (_gate)
            {
                _releasing = true;
                _held.ForEach(p => p.Release());
            }
        }
    }

    /// <summary>Notes, while the runtime says that it trains the cohort, whether it does so on a thread of the pool.</summary>
    private sealed class TrainingWatch(PlanSet plans) : IScorer
    {
        private readonly SimdScorer _scorer = new();

        public LocalRuntime? Runtime { get; set; }

        public string Name => "watch";

        public System.Collections.Concurrent.ConcurrentBag<bool> OnPool { get; } = [];

        public void Score(ModelArena arena, in ScoreBatch batch)
        {
            if (Runtime!.IsTrainingCohort && plans.All.All(p => p.Arena != arena))
            {
                OnPool.Add(Thread.CurrentThread.IsThreadPoolThread);
            }

            _scorer.Score(arena, batch);
        }
    }

    /// <summary>Scores the entities' models, but not those of a training, which live in arenas of their own.</summary>
    private sealed class TrainingBreaker(PlanSet plans) : IScorer
    {
        private readonly SimdScorer _scorer = new();

        public string Name => "breaker";

        public void Score(ModelArena arena, in ScoreBatch batch)
        {
            if (plans.All.All(p => p.Arena != arena))
            {
                throw new InvalidOperationException("no device to train on");
            }

            _scorer.Score(arena, batch);
        }
    }
}
