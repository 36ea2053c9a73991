using StreamAe.Conformance;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Tests.TestData;

namespace StreamAe.Orleans.Tests.Runtime;

/// <summary>Grains come and go as they like: what an entity decides follows from its stream and what was committed of it, nothing else.</summary>
public sealed class EntityLifeTests(OneSilo silos) : IClassFixture<OneSilo>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly MonitorDefinition NoCohort = Population.Definition with { Cohort = new CohortDefinition { Enabled = false } };
    private static readonly List<SourceRow> Rows = Population.Rows();

    /// <summary>Polls are on their way to the store when their grains leave.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Run_GrainsThatLeaveBetweenPolls_IsTheSame(bool waits)
    {
        using var monitor = new MonitorWithStore(silos, Population.Definition);
        await using MonitorWithStore.Reader reader = monitor.Start();
        var source = new MemorySource("s", Rows, monitor.Plans.Directory)
        {
            PollSizes = [40],
            BeforePoll = (_, _) => new ValueTask(waits ? monitor.LeaveAndBeGoneAsync() : monitor.LeaveAsync()),
        };
        await reader.Runtime.RunAsync([source], TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        reader.Run.AssertSameAs(await MonitorWithStore.RunAloneAsync(Population.Definition, Rows));
        Assert.InRange(monitor.Loads.Count, 2 * 6, int.MaxValue);
    }

    [Fact]
    public async Task Run_GrainThatLeavesBeforeItsPollIsCommitted_IsNotLoadedBeforeThat()
    {
        using var monitor = new MonitorWithStore(silos, Population.Definition);
        var judged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int loadsBefore = 0, loadsAtTheGate = 0;
        await using MonitorWithStore.Reader reader = monitor.Start(async _ =>
        {
            judged.TrySetResult();
            await gate.Task;
            return true;
        });
        var source = new MemorySource("s", Rows, monitor.Plans.Directory)
        {
            PollSizes = [500, 300],
            BeforePoll = async (poll, cancel) =>
            {
                if (poll == 1)
                {
                    await judged.Task;
                    await monitor.LeaveAndBeGoneAsync();
                    loadsBefore = monitor.Loads.Count;
                }
                else if (poll == 2)
                {
                    // The second poll is with its grains; long enough for them to do the wrong thing.
                    await Task.Delay(200, cancel);
                    loadsAtTheGate = monitor.Loads.Count;
                    gate.SetResult();
                }
            },
        };
        await reader.Runtime.RunAsync([source], TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(6, loadsBefore);
        Assert.Equal(loadsBefore, loadsAtTheGate);
        Assert.Equal(2 * loadsBefore, monitor.Loads.Count);
        reader.Run.AssertSameAs(await MonitorWithStore.RunAloneAsync(Population.Definition, Rows));
    }

    /// <summary>The cohort's training needs every entity, those as well that are in neither memory nor store for a moment.</summary>
    [Fact]
    public async Task Run_CohortTrainedWhileGrainsThatLeftAreNotCommitted_WaitsForThem()
    {
        List<SourceRow> rows = [.. Rows.Where(r => r.Entity != "e5").Take(100), .. Rows.Where(r => r.Entity == "e5").Take(20)];
        using var monitor = new MonitorWithStore(silos, Population.Definition);
        var judged = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using MonitorWithStore.Reader reader = monitor.Start(async _ =>
        {
            judged.TrySetResult();
            await gate.Task;
            return true;
        });
        var source = new MemorySource("s", rows, monitor.Plans.Directory)
        {
            PollSizes = [100],
            BeforePoll = async (poll, cancel) =>
            {
                if (poll == 1)
                {
                    await judged.Task;
                    await monitor.LeaveAndBeGoneAsync();
                    _ = OpenInTrainingAsync();
                }
            },
        };
        await reader.Runtime.RunAsync([source], TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Run expected = await MonitorWithStore.RunAloneAsync(Population.Definition, rows);
        Assert.Single(expected.Promotions);
        reader.Run.AssertSameAs(expected);

        async Task OpenInTrainingAsync()
        {
            while (!reader.Runtime.IsTrainingCohort)
            {
                await Task.Delay(1);
            }

            // Long enough for it to do the wrong thing.
            await Task.Delay(200);
            gate.SetResult();
        }
    }

    /// <summary>A grain of this process that did nothing with its rows, and whose answer does not come, is asked again.</summary>
    [Fact]
    public async Task Run_GrainWhoseRefusalGetsLost_IsTheSame()
    {
        using var monitor = new MonitorWithStore(silos, Population.Definition);
        await using MonitorWithStore.Reader reader = monitor.Start();
        var source = new MemorySource("s", Rows, monitor.Plans.Directory)
        {
            PollSizes = [50],
            BeforePoll = (poll, _) =>
            {
                if (poll == 5)
                {
                    monitor.LoseAnswerOf("e1");
                }

                return ValueTask.CompletedTask;
            },
        };
        await reader.Runtime.RunAsync([source], TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal(0, silos.First.LostAnswers.Left);
        reader.Run.AssertSameAs(await MonitorWithStore.RunAloneAsync(Population.Definition, Rows));
    }

    /// <summary>Who judged the rows of a poll before the training is gone when those after it come: nothing is lost, and the process goes on.</summary>
    [Fact]
    public async Task Run_GrainsLostWhileTheCohortTrainsInAPoll_IsTheSame()
    {
        using var monitor = new MonitorWithStore(silos, Population.Definition);
        int trainings = 0;
        monitor.BeforeReadAll = () =>
        {
            trainings++;
            return monitor.LeaveAndBeGoneAsync();
        };
        await using MonitorWithStore.Reader reader = monitor.Start();
        var source = new MemorySource("s", Rows, monitor.Plans.Directory) { PollSizes = [Rows.Count] };
        await reader.Runtime.RunAsync([source], TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.Equal((2, Rows.Count), (trainings, source.Given));
        reader.Run.AssertSameAs(await MonitorWithStore.RunAloneAsync(Population.Definition, Rows));
    }

    [Fact]
    public async Task ForgetAsync_SourceWhosePollWasPassedOver_BeginsAgainFromTheStore()
    {
        using var monitor = new MonitorWithStore(silos, NoCohort);
        await using MonitorWithStore.Reader reader = monitor.Start(CommitsAllBut(2));
        var source = new MemorySource("s", Rows, monitor.Plans.Directory);
        await reader.ReadAsync(source, 400);
        await reader.ReadAsync(source, 300);
        await reader.Runtime.ForgetAsync("s");
        await source.SeekAsync(400, TestContext.Current.CancellationToken);
        await reader.ReadAsync(source, 300);
        await reader.ReadAsync(source, Rows.Count);
        AssertSameEffects(await MonitorWithStore.RunAloneAsync(NoCohort, Rows), reader.Run);
    }

    /// <summary>Two processes read the source in turn; what one of them had no leave to commit is in the grains' memory when the other comes.</summary>
    [Fact]
    public async Task Judge_RowsOfAnotherRuntime_BeginAgainFromTheStore()
    {
        using var monitor = new MonitorWithStore(silos, NoCohort);
        await using MonitorWithStore.Reader first = monitor.Start();
        await using MonitorWithStore.Reader second = monitor.Start(CommitsAllBut(1));
        var source = new MemorySource("s", Rows, monitor.Plans.Directory);
        await first.ReadAsync(source, 300);
        await second.ReadAsync(source, 200);
        await source.SeekAsync(300, TestContext.Current.CancellationToken);
        await first.ReadAsync(source, 200);
        await second.ReadAsync(source, 200);
        await first.ReadAsync(source, Rows.Count);
        Run both = new([first.Run.Polls[0], first.Run.Polls[1], second.Run.Polls[0], first.Run.Polls[2]], []);
        AssertSameEffects(await MonitorWithStore.RunAloneAsync(NoCohort, Rows), both);
        Assert.Equal(5 * 6, monitor.Loads.Count);
    }

    private static Func<Monitoring.Runtime.Poll, ValueTask<bool>> CommitsAllBut(int number)
    {
        int polls = 0;
        return _ => ValueTask.FromResult(++polls != number);
    }

    /// <summary>All but the dead letters: a row that is read twice is refused twice.</summary>
    private static void AssertSameEffects(Run expected, Run run) => new Run(run.Polls, []).AssertSameAs(new Run(expected.Polls, []));
}
