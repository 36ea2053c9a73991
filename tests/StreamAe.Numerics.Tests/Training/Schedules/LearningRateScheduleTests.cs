using StreamAe.Numerics.Training;

namespace StreamAe.Numerics.Tests.Training;

public sealed class LearningRateScheduleTests
{
    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(999, 0.1)]
    public void RateAt_Constant_IsTheFullRate(long step, double expected) =>
        Assert.Equal(expected, Schedule(new()).RateAt(step));

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(29, 0.1)]
    [InlineData(30, 0.02)]
    [InlineData(59, 0.02)]
    [InlineData(60, 0.004)]
    public void RateAt_Step_FallsEverySoManyEpochs(long step, double expected) =>
        Assert.Equal(expected, Schedule(new() { Kind = ScheduleKind.Step, Epochs = 3, Factor = 0.2 }).RateAt(step), 1e-12);

    [Theory]
    [InlineData(0, 0.1)]
    [InlineData(250, 0.085355339059)]
    [InlineData(500, 0.05)]
    [InlineData(1000, 0)]
    public void RateAt_Cosine_GoesFromFullToZero(long step, double expected) =>
        Assert.Equal(expected, Schedule(new() { Kind = ScheduleKind.Cosine }).RateAt(step), 1e-10);

    [Theory]
    [InlineData(ScheduleKind.Constant, 0, 0.01)]
    [InlineData(ScheduleKind.Constant, 4, 0.05)]
    [InlineData(ScheduleKind.Constant, 9, 0.1)]
    [InlineData(ScheduleKind.Constant, 10, 0.1)]
    [InlineData(ScheduleKind.Cosine, 4, 0.04999802608)]
    public void RateAt_WarmUp_RisesInAStraightLineUnderAnySchedule(ScheduleKind kind, long step, double expected) =>
        Assert.Equal(expected, Schedule(new() { Kind = kind, WarmUpSteps = 10 }).RateAt(step), 1e-9);

    [Fact]
    public void RateAt_Plateau_FallsAfterEpochsWithoutGainAndWaitsAgain()
    {
        LearningRateSchedule schedule = Schedule(new() { Kind = ScheduleKind.Plateau, Epochs = 2, Factor = 0.5 });
        bool[] isBest = [true, false, true, false, false, false, false, true, false, false];
        double[] rates = new double[isBest.Length];
        for (int epoch = 0; epoch < isBest.Length; epoch++)
        {
            schedule.EndEpoch(isBest[epoch]);
            rates[epoch] = schedule.RateAt(0);
        }

        Assert.Equal([0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.025, 0.025, 0.025, 0.0125], rates);
    }

    [Theory]
    [InlineData(AnnealingKind.None, 1, 3)]
    [InlineData(AnnealingKind.Linear, 1, 0)]
    [InlineData(AnnealingKind.Linear, 2, 0.75)]
    [InlineData(AnnealingKind.Linear, 4, 2.25)]
    [InlineData(AnnealingKind.Linear, 5, 3)]
    [InlineData(AnnealingKind.Linear, 100, 3)]
    [InlineData(AnnealingKind.Cyclical, 1, 0)]
    [InlineData(AnnealingKind.Cyclical, 2, 1.5)]
    [InlineData(AnnealingKind.Cyclical, 3, 3)]
    [InlineData(AnnealingKind.Cyclical, 4, 3)]
    [InlineData(AnnealingKind.Cyclical, 5, 0)]
    [InlineData(AnnealingKind.Cyclical, 6, 1.5)]
    public void BetaAt_Annealing_RisesToBeta(AnnealingKind kind, int epoch, double expected) =>
        Assert.Equal(expected, BetaSchedule.At(new() { Beta = 3, Annealing = kind, AnnealingEpochs = 4 }, epoch), 1e-12);

    private static LearningRateSchedule Schedule(ScheduleOptions options) => new(options, fullRate: 0.1, stepsPerEpoch: 10, totalSteps: 1000);
}
