using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Runtime;

public sealed class TrainingWorkerTests
{
    [Fact]
    public async Task Enqueue_UnderABudget_WaitsBetweenEpochsAndTrainsTheSame()
    {
        TrainingResult free = await TrainAsync(budget: null);
        var time = new CountingTime();

        // So little that one epoch's use has to be paid for.
        TrainingResult paced = await TrainAsync(new TrainingBudget(0.05, time));
        Assert.Equal(TrainingVerdict.Promote, paced.Verdict);
        Assert.Equal(EntityModelCodec.Write(free.Model!), EntityModelCodec.Write(paced.Model!));
        Assert.True(time.Asked >= paced.Report!.ValidationLoss.Count, $"{time.Asked} looks at the clock for {paced.Report.ValidationLoss.Count} epochs");
    }

    [Fact]
    public async Task Dispose_WhileItWaits_DoesNotWait()
    {
        // A millionth of a core: the first epoch would be paid for after hours.
        var worker = new TrainingWorker(new SimdScorer(), new TrainingBudget(1e-6, TimeProvider.System));
        worker.Enqueue(new PendingTraining(Request(), _ => { }));
        Task disposal = Task.Run(worker.Dispose, TestContext.Current.CancellationToken);
        await disposal.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static async Task<TrainingResult> TrainAsync(TrainingBudget? budget)
    {
        using var worker = new TrainingWorker(new SimdScorer(), budget);
        var done = new TaskCompletionSource<TrainingResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        worker.Enqueue(new PendingTraining(Request(), result => done.TrySetResult(result)));
        return await done.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    private static TrainingRequest Request()
    {
        MonitorPlan plan = TestMonitors.Plan(TestMonitors.Quick);
        return new TrainingRequest(
            plan, "e", [new TrainingSegment([.. Enumerable.Range(0, 60).Select(i => MathF.Sin(i))], new bool[60])], 1, ModelOrigin.Own, 1, 0, null);
    }

    /// <summary>The system's clock, and how often it was asked.</summary>
    private sealed class CountingTime : TimeProvider
    {
        private int _asked;

        public int Asked => Volatile.Read(ref _asked);

        public override long GetTimestamp()
        {
            Interlocked.Increment(ref _asked);
            return base.GetTimestamp();
        }
    }
}
