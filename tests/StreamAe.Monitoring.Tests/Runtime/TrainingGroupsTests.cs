using System.Collections.Concurrent;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Scoring;
using StreamAe.Numerics.Training;

namespace StreamAe.Monitoring.Tests.Runtime;

/// <summary>Many pending trainings of one plan in one call.</summary>
public sealed class TrainingGroupsTests
{
    private const int Many = TrainingGroups.Fewest + 6;

    private static readonly MonitorPlan Plan = TestMonitors.Plan(TestMonitors.Quick);

    [Fact]
    public async Task Enqueue_ManyOfOnePlan_AreTrainedInOneCallToTheSameBits()
    {
        TrainingRequest[] requests = [.. Enumerable.Range(0, Many).Select(i => Request(Plan, i))];
        using var trainer = new CountingTrainer();

        TrainingResult[] together = await TrainAsync(requests, trainer);

        Assert.Equal([Many], trainer.Sizes);
        for (int i = 0; i < Many; i++)
        {
            AssertSame(ModelTraining.Run(requests[i], new SimdScorer(), TestContext.Current.CancellationToken), together[i]);
        }
    }

    [Fact]
    public async Task Enqueue_RequestsThatAreNotWorthATrainingOrBroken_FailAlone()
    {
        TrainingRequest[] requests = [.. Enumerable.Range(0, Many).Select(i => Request(Plan, i))];
        requests[3] = requests[3] with { Segments = [new TrainingSegment([1, 2, 3], new bool[3])] };
        requests[5] = requests[5] with { Segments = [requests[5].Segments[0] with { Excluded = null! }] };
        using var trainer = new CountingTrainer();

        TrainingResult[] together = await TrainAsync(requests, trainer);

        Assert.Equal([Many - 2], trainer.Sizes);
        Assert.Equal(TrainingVerdict.TooFewRows, together[3].Verdict);
        Assert.Equal(TrainingVerdict.Failed, together[5].Verdict);
        AssertSame(ModelTraining.Run(requests[4], new SimdScorer(), TestContext.Current.CancellationToken), together[4]);
        AssertSame(ModelTraining.Run(requests[^1], new SimdScorer(), TestContext.Current.CancellationToken), together[^1]);
    }

    [Fact]
    public async Task Enqueue_TrainerThatThrows_TrainsOneByOne()
    {
        TrainingRequest[] requests = [.. Enumerable.Range(0, Many).Select(i => Request(Plan, i))];
        using var trainer = new CountingTrainer { Error = new ArgumentException("one of them is broken") };

        TrainingResult[] results = await TrainAsync(requests, trainer);

        Assert.Single(trainer.Sizes);
        AssertSame(ModelTraining.Run(requests[7], new SimdScorer(), TestContext.Current.CancellationToken), results[7]);
        Assert.All(results, r => Assert.Equal(TrainingVerdict.Promote, r.Verdict));
    }

    [Fact]
    public async Task Enqueue_FewOrOnesThatTheTrainerDoesNotDo_AreTrainedOneByOne()
    {
        using var trainer = new CountingTrainer();
        TrainingResult[] few = await TrainAsync([.. Enumerable.Range(0, TrainingGroups.Fewest - 1).Select(i => Request(Plan, i))], trainer);
        using var unable = new CountingTrainer { Obstacle = "dropout" };
        TrainingResult[] many = await TrainAsync([.. Enumerable.Range(0, Many).Select(i => Request(Plan, i))], unable);

        Assert.Empty(trainer.Sizes);
        Assert.Empty(unable.Sizes);
        Assert.All([.. few, .. many], r => Assert.Equal(TrainingVerdict.Promote, r.Verdict));
    }

    [Fact]
    public async Task Enqueue_TwoPlans_AreTwoCalls()
    {
        MonitorPlan other = TestMonitors.Plan(TestMonitors.Quick);
        TrainingRequest[] requests = [.. Enumerable.Range(0, 2 * Many).Select(i => Request(i % 2 == 0 ? Plan : other, i))];
        using var trainer = new CountingTrainer();

        TrainingResult[] results = await TrainAsync(requests, trainer);

        Assert.Equal([Many, Many], trainer.Sizes);
        AssertSame(ModelTraining.Run(requests[9], new SimdScorer(), TestContext.Current.CancellationToken), results[9]);
    }

    private static void AssertSame(TrainingResult expected, TrainingResult actual)
    {
        Assert.Equal((expected.Verdict, expected.Detail), (actual.Verdict, actual.Detail));
        Assert.Equal(EntityModelCodec.Write(expected.Model!), EntityModelCodec.Write(actual.Model!));
    }

    /// <summary>All wait before the first is begun: a training ahead of them holds the worker until they are there.</summary>
    private static async Task<TrainingResult[]> TrainAsync(TrainingRequest[] requests, CountingTrainer trainer)
    {
        using var worker = new TrainingWorker(new SimdScorer(), budget: null, trainer);
        using var begun = new ManualResetEventSlim();
        using var ready = new ManualResetEventSlim();
        worker.Enqueue(new PendingTraining(Request(Plan, 999), _ =>
        {
            begun.Set();
            ready.Wait();
        }));
        begun.Wait(TestContext.Current.CancellationToken);
        var results = new TrainingResult[requests.Length];
        using var answered = new CountdownEvent(requests.Length);
        for (int i = 0; i < requests.Length; i++)
        {
            int index = i;
            worker.Enqueue(new PendingTraining(requests[i], result =>
            {
                results[index] = result;
                answered.Signal();
            }));
        }

        Assert.Equal(requests.Length, worker.Backlog);
        ready.Set();
        await Task.Run(() => answered.Wait(TestContext.Current.CancellationToken), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        return results;
    }

    private static TrainingRequest Request(MonitorPlan plan, int entity) => new(
        plan, $"e{entity}", [new TrainingSegment([.. Enumerable.Range(0, 60).Select(i => MathF.Sin(i * (1 + (entity * 0.01f))))], new bool[60])], 1, ModelOrigin.Own, (ulong)entity, 0, null);

    /// <summary>The processor's trainer, and how many models each call had.</summary>
    private sealed class CountingTrainer : IBatchTrainer
    {
        private readonly ProcessorBatchTrainer _trainer = new();
        private readonly ConcurrentQueue<int> _sizes = new();

        public IReadOnlyCollection<int> Sizes => _sizes;

        public Exception? Error { get; init; }

        public string? Obstacle { get; init; }

        public string Name => "counting";

        public string? FindObstacle(Architecture architecture, TrainingOptions options) => Obstacle;

        public IReadOnlyList<TrainedModel> Train(BatchTraining batch, IProgress<BatchTrainingProgress>? progress, CancellationToken cancellationToken)
        {
            _sizes.Enqueue(batch.Models.Count);
            return Error is null ? _trainer.Train(batch, progress, cancellationToken) : throw Error;
        }

        public void Dispose() => _trainer.Dispose();
    }
}
