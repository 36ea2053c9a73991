using StreamAe.Numerics.Architectures;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed class TrainingRunTests
{
    [Fact]
    public void Fit_ParameterInfiniteWhileTheLossIsFinite_IsDiverged()
    {
        // A log variance is held in its range, so the loss never learns that the bias behind it is infinite.
        var architecture = new Architecture(5, [4], 2, LatentKind.Gaussian);
        var random = new PhiloxRandom(1);
        float[] slot = new float[architecture.SlotFloats];
        WeightInitialization.Fill(architecture, slot, ref random);
        slot[architecture.Layers[architecture.LatentLayer].BiasOffset + 2] = float.PositiveInfinity;
        var options = new TrainingOptions { Epochs = 3, MinSteps = 0 };
        TrainingRows rows = TrainingRows.Check(architecture, RandomModels.LowRank(architecture, 20, rank: 2, seed: 1), 20, options);
        int[] order = [.. Enumerable.Range(0, 20)];
        var run = new TrainingRun(architecture, options, BatchPlan.For(options, 20, 20), slot, hasMissing: false, noise: null, streams: 0);

        TrainingOutcome outcome = run.Fit(in rows, order, order, progress: null, TestContext.Current.CancellationToken);

        Assert.Equal((TrainingOutcome.Diverged, 0), (outcome, run.Curves.BestEpoch));
    }
}
