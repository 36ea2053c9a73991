using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Runtime;

/// <summary>Where the cohort's model is due within a poll, the rows from there on become a poll of their own.</summary>
public sealed class CohortCutOffTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly List<SourceRow> Rows = Population.Rows();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>The rows before the training are durable and the training is not when the process ends: the next begins with it.</summary>
    [Theory]
    [InlineData(1, 101, false)]
    [InlineData(1, 101, true)]
    [InlineData(2, 404, false)]
    [InlineData(2, 404, true)]
    public async Task Run_EndedBetweenAPollsRowsAndItsTraining_GoesOnWithTheTraining(int training, long position, bool loadsOnDemand)
    {
        var whole = new List<PollRecord>();
        await RunAsync(new MemoryStore(), loadsOnDemand, whole.Add, fails: _ => false);

        var store = new MemoryStore();
        var polls = new List<PollRecord>();
        int trainings = 0;
        await Assert.ThrowsAsync<IOException>(() => RunAsync(
            store, loadsOnDemand, polls.Add, fails: poll => poll.CohortPromotion is not null && ++trainings == training));
        Assert.Equal(position, polls[^1].End);

        await RunAsync(store, loadsOnDemand, polls.Add, fails: _ => false);
        Assert.Equal(whole.SelectMany(p => p.Verdicts), polls.SelectMany(p => p.Verdicts));
        Assert.Equal(Sorted(whole, p => p.Alerts), Sorted(polls, p => p.Alerts));
        Assert.Equal(Sorted(whole, p => p.Promotions), Sorted(polls, p => p.Promotions));
    }

    /// <summary>What is durable of a poll is not all of it while the rest waits for the training.</summary>
    [Fact]
    public async Task DrainAsync_SourceWhoseRestWaitsForTheTraining_WaitsForIt()
    {
        var plans = new PlanSet(Population.Definition);
        var loader = new GatedLoader();
        var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int rows = 0;
        var committer = new NullCommitter(needsState: true, poll =>
        {
            rows += poll.Batch.Count;
            durable.TrySetResult();
        });
        var options = new RuntimeOptions { Shards = 2, Training = TrainingMode.Inline, Loader = loader };
        await using var runtime = new LocalRuntime(plans, new SimdScorer(), committer, new DeadLetterCounter(), options);
        var source = new MemorySource("s", Rows, plans.Directory);
        Poll poll = await runtime.RentAsync(Stop);
        await source.ReadAsync(poll.Batch, 200, Stop);
        Task dispatch = runtime.DispatchAsync(poll, "s").AsTask();
        await durable.Task.WaitAsync(Patience, Stop);
        while (runtime.Polls is not (2, 1))
        {
            await Task.Delay(1, Stop);
        }

        Task drain = runtime.DrainAsync("s");
        bool isEarly = drain.IsCompleted;
        loader.Gate.SetResult();
        await dispatch.WaitAsync(Patience, Stop);
        await drain.WaitAsync(Patience, Stop);
        Assert.Equal((false, 200), (isEarly, rows));
    }

    private static IEnumerable<string> Sorted(List<PollRecord> polls, Func<PollRecord, IReadOnlyList<string>> part) =>
        polls.SelectMany(part).Order(StringComparer.Ordinal);

    /// <summary>Goes on where the store ends; all the rest is one poll.</summary>
    private static async Task RunAsync(MemoryStore store, bool loadsOnDemand, Action<PollRecord> observe, Func<Poll, bool> fails)
    {
        var plans = new PlanSet(Population.Definition);
        var committer = new NullCommitter(needsState: true, poll =>
        {
            if (fails(poll))
            {
                throw new IOException("The process ends.");
            }

            store.Commit([poll]);
            observe(PollRecord.Of(poll));
        });
        var options = new RuntimeOptions
        {
            Shards = 2,
            Training = TrainingMode.Inline,
            ExplainAll = true,
            Loader = loadsOnDemand ? new EntityLoader(store, plans, TimeProvider.System, NullLogger.Instance) : null,
        };
        await using var runtime = new LocalRuntime(plans, new SimdScorer(), committer, new DeadLetterCounter(), options);
        IReadOnlyDictionary<string, long> positions =
            loadsOnDemand ? StoredMonitorLoader.LoadWithoutEntities(store, runtime) : StoredMonitorLoader.Load(store, runtime);
        var source = new MemorySource("s", Rows, plans.Directory);
        await source.SeekAsync(positions.GetValueOrDefault("s"), Stop);
        await runtime.RunAsync([source], Stop).WaitAsync(Patience, Stop);
    }

    /// <summary>Knows nobody, and lets the training of the cohort's model wait.</summary>
    private sealed class GatedLoader : IEntityLoader
    {
        public TaskCompletionSource Gate { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<IReadOnlyList<EntityMonitor?>> LoadAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<EntityMonitor?>>(new EntityMonitor?[keys.Count]);

        public async ValueTask ReadAllAsync(Func<Action<EntityMonitor>> begin, CancellationToken cancellationToken)
        {
            await Gate.Task;
            begin();
        }
    }
}
