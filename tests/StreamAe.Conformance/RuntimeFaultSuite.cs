using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Arena;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Conformance;

/// <summary>Bounded, cancellable, and loud where something breaks: nothing is lost, nothing is committed past a fault.</summary>
public abstract class RuntimeFaultSuite : RuntimeConformance
{
    private static readonly List<SourceRow> Rows = Population.Rows();

    /// <summary>Before these rows of the stream.</summary>
    private static readonly long[] CohortTrainings = [101, 404];

    [Fact]
    public async Task Run_CommitterThatWaits_BoundsThePollsReadAndLosesNothing()
    {
        const int InFlight = 4;
        var plans = new PlanSet(Population.Definition);
        var full = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int read = 0, committed = 0, most = 0;
        var source = new MemorySource("s", Rows, plans.Directory)
        {
            PollSizes = [10],
            BeforePoll = (_, _) =>
            {
                int outstanding = Interlocked.Increment(ref read) - Volatile.Read(ref committed);
                most = Math.Max(most, outstanding);
                if (outstanding == InFlight)
                {
                    full.TrySetResult();
                }

                return ValueTask.CompletedTask;
            },
        };
        Run run = await RunAsync(
            [source],
            plans,
            Exact with { PollsInFlight = InFlight },
            async poll =>
            {
                // The first commits wait until as much was read as may be.
                await full.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
                Interlocked.Increment(ref committed);
            });
        Assert.Equal(InFlight, most);
        Assert.Equal(Rows.Count, run.Verdicts.Length);
        run.AssertSameAs(await RunAsync(Rows, Exact));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(95)]
    public async Task Run_CommitterThatThrows_FailsAndCommitsNoLaterPoll(int at)
    {
        var plans = new PlanSet(Population.Definition);
        var polls = new List<PollRecord>();
        int calls = 0;
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(
            [new MemorySource("s", Rows, plans.Directory) { PollSizes = [10] }],
            plans,
            Exact,
            _ => calls++ == at ? throw new InvalidOperationException("the disk is gone") : ValueTask.CompletedTask,
            polls));
        Assert.Equal("the disk is gone", error.Message);
        Assert.Equal(at + 1, calls);
        Assert.Equal(EndsOfPolls(10).Take(at), polls.Select(p => p.End));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 10)]
    [InlineData(3, 960)]
    public async Task Run_ScorerThatThrows_FailsAndCommitsNoLaterPoll(int shards, int pollRows)
    {
        bool isOne = pollRows == Rows.Count;
        var plans = new PlanSet(Population.Definition);
        var polls = new List<PollRecord>();

        // In the middle of the only poll; else before this one is read, however many calls a runtime makes of those before. There is a model by then.
        const int BreaksAt = 60;
        var scorer = new BrokenScorer(callsBefore: isOne ? 60 : int.MaxValue);
        var source = new MemorySource("s", Rows, plans.Directory)
        {
            PollSizes = [pollRows],
            BeforePoll = (poll, _) =>
            {
                if (poll == BreaksAt)
                {
                    scorer.Break();
                }

                return ValueTask.CompletedTask;
            },
        };
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(
            [source],
            plans,
            Exact with { Shards = shards, PollsInFlight = 100 },
            async poll =>
            {
                // Still at the polls before the fault when it happens: they are committed before it is told.
                if (poll.End == 20)
                {
                    await scorer.Broke.WaitAsync(Patience, TestContext.Current.CancellationToken);
                    for (int i = 0; i < 10_000; i++)
                    {
                        await Task.Yield();
                    }
                }
            },
            polls,
            scorer));
        Assert.Equal(BrokenScorer.Message, error.Message);
        long[] ends = EndsOfPolls(pollRows);
        Assert.InRange(polls.Count, isOne ? 0 : 2, ends.Length - 1);
        Assert.Equal(ends.Take(polls.Count), polls.Select(p => p.End));
    }

    /// <summary>What is judged before a training of the cohort's model can become durable before it: who judged those rows may be lost meanwhile.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(101)]
    [InlineData(960)]
    public async Task Run_PollThatACohortTrainingFallsInto_BecomesTwo(int pollRows)
    {
        var plans = new PlanSet(Population.Definition);
        Run run = await RunAsync([new MemorySource("s", Rows, plans.Directory) { PollSizes = [pollRows] }], plans, Exact);
        Assert.Equal(EndsOfPolls(pollRows), run.Polls.Where(p => p.Verdicts.Count > 0).Select(p => p.End));
        Assert.Equal(
            CohortTrainings,
            run.Polls.Where(p => p.Promotions.Any(line => line.StartsWith("(cohort)", StringComparison.Ordinal))).Select(p => p.End - p.Verdicts.Count));
        run.AssertSameAs(await RunAsync(Rows, Exact));
    }

    /// <summary>Polls of so many rows, and where the cohort's model is trained, which ends one as well.</summary>
    private static long[] EndsOfPolls(int rows) =>
        [.. Enumerable.Range(1, Rows.Count / rows).Select(i => (long)rows * i).Append(Rows.Count).Concat(CohortTrainings).Distinct().Order()];

    /// <summary>A source without end must not hide that another one broke.</summary>
    [Fact]
    public async Task Run_SourceThatThrows_StopsTheOthersAndHandsOverWhatWasRead()
    {
        var plans = new PlanSet(Population.Definition);
        var polls = new List<PollRecord>();
        MemorySource[] sources =
        [
            new MemorySource("broken", Rows[..60], plans.Directory)
            {
                PollSizes = [10],
                BeforePoll = (poll, _) => poll == 3 ? throw new IOException("the file is gone") : ValueTask.CompletedTask,
            },
            new MemorySource("endless", Rows[60..], plans.Directory)
            {
                PollSizes = [10],
                BeforePoll = async (poll, token) => await (poll == 2 ? Task.Delay(Timeout.Infinite, token) : Task.CompletedTask),
            },
        ];
        IOException error = await Assert.ThrowsAsync<IOException>(() => RunAsync(sources, plans, Exact, polls: polls));
        Assert.Equal("the file is gone", error.Message);
        Assert.Equal(30, sources[0].Given);
        Assert.Equal(sources.Sum(s => s.Given), polls.Sum(p => p.Verdicts.Count));
    }

    [Fact]
    public async Task Run_Cancelled_StopsAndHandsOverEverythingRead()
    {
        var plans = new PlanSet(Population.Definition);
        using var stop = new CancellationTokenSource();
        var source = new MemorySource("s", Rows, plans.Directory) { PollSizes = [10] };
        int polls = 0;
        Run run = await RunAsync(
            [source],
            plans,
            Exact with { PollsInFlight = 3 },
            async _ =>
            {
                if (++polls == 5)
                {
                    await stop.CancelAsync();
                }
            },
            stop: stop);
        Assert.Equal(source.Given, run.Verdicts.Length);
        Assert.InRange(run.Polls.Count, 5, 5 + 3);
        Run whole = await RunAsync(Rows, Exact);
        Assert.Equal(whole.Verdicts[..run.Verdicts.Length], run.Verdicts);
    }

    [Fact]
    public async Task Run_CancelledWhileASourceWaits_Stops()
    {
        var plans = new PlanSet(Population.Definition);
        using var stop = new CancellationTokenSource();
        var source = new MemorySource("s", Rows, plans.Directory)
        {
            PollSizes = [10],
            BeforePoll = async (poll, token) =>
            {
                if (poll == 4)
                {
                    await stop.CancelAsync();
                    await Task.Delay(Timeout.Infinite, token);
                }
            },
        };
        Run run = await RunAsync([source], plans, Exact, stop: stop);
        Assert.Equal(40, run.Verdicts.Length);
    }

    [Fact]
    public async Task Run_BackgroundTraining_PromotesAtSomePollAndVerdictsSayFromWhereOn()
    {
        var plans = new PlanSet(Population.Definition with { Cohort = new() { Enabled = false } });
        using var stop = new CancellationTokenSource();
        var rows = new EndlessRows(Population.Rows(entities: 2, rowsEach: 100));
        var source = new MemorySource("s", rows, plans.Directory)
        {
            PollSizes = [4],
            BeforePoll = async (_, _) => await Task.Yield(),
        };
        var promoted = new Dictionary<string, int>();
        Run run = await RunAsync(
            [source],
            plans,
            Exact with { Training = TrainingMode.Background, PollsInFlight = 2 },
            async poll =>
            {
                foreach (string promotion in poll.Promotions)
                {
                    string entity = promotion.Split('|')[0];
                    promoted[entity] = promoted.GetValueOrDefault(entity) + 1;
                }

                if (promoted.Count == 2 && promoted.Values.All(n => n >= 2))
                {
                    await stop.CancelAsync();
                }
            },
            stop: stop);
        run.AssertVersionsFollowPromotions();
        Assert.Contains(run.Flags, f => f.HasFlag(VerdictFlags.Scored));
        Assert.All(run.Promotions.Where(p => p.Split('|')[1] == "1"), p => Assert.True(long.Parse(p.Split('|')[2]) >= 50, p));
    }

    [Fact]
    public async Task Run_TrainingOff_FillsHistoryAndTrainsNothing()
    {
        Run run = await RunAsync(Rows, Exact with { Training = TrainingMode.Off });
        Assert.Empty(run.Trainings);
        Assert.DoesNotContain(run.Flags, f => f.HasFlag(VerdictFlags.Scored));
    }

    /// <summary>Works for some calls, then never again.</summary>
    private sealed class BrokenScorer(int callsBefore) : IScorer
    {
        public const string Message = "the device is gone";
        private readonly SimdScorer _scorer = new();
        private readonly TaskCompletionSource _broke = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _left = callsBefore;

        public string Name => "broken";

        /// <summary>Completes at the first failure.</summary>
        public Task Broke => _broke.Task;

        /// <summary>Every call from now on fails.</summary>
        public void Break() => Volatile.Write(ref _left, 0);

        public void Score(ModelArena arena, in ScoreBatch batch)
        {
            if (Interlocked.Decrement(ref _left) < 0)
            {
                _broke.TrySetResult();
                throw new InvalidOperationException(Message);
            }

            _scorer.Score(arena, batch);
        }
    }

    /// <summary>The same rows over and over, later each time.</summary>
    private sealed class EndlessRows(List<SourceRow> rows) : IReadOnlyList<SourceRow>
    {
        private static readonly long Shift = EventTime.FromSeconds(1000);

        public int Count => int.MaxValue;

        public SourceRow this[int index] => rows[index % rows.Count] with { Time = rows[index % rows.Count].Time + (index / rows.Count * Shift) };

        public IEnumerator<SourceRow> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
