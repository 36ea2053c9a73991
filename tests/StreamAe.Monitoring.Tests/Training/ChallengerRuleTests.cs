using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Training;

/// <summary>On which rows champion and challenger are compared.</summary>
public sealed class ChallengerRuleTests
{
    private const int Rows = 1000;

    private static readonly MonitorDefinition Definition = TestMonitors.Quick with
    {
        Training = new TrainingDefinition { HistoryRows = Rows, MinRows = 40, Epochs = 1, MinSteps = 1 },
    };

    [Fact]
    public void RowsToCompareOn_AreHeldOutAndNewToTheChampion()
    {
        Windows windows = WindowsOf();
        bool[] rows = ChallengerRule.RowsToCompareOn(windows, unseenRows: 300);
        Assert.DoesNotContain(true, rows[..700]);
        Assert.Equal(windows.IsHeldOut[700..], rows[700..]);
        Assert.DoesNotContain(windows.Fitting, index => rows[index]);
        Assert.True(rows.Count(true) >= ChallengerRule.Fewest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(ChallengerRule.Fewest - 1)]
    public void RowsToCompareOn_WhereTooFewAreNew_AreAllThatAreHeldOut(int? unseen) =>
        Assert.Equal(WindowsOf().IsHeldOut, ChallengerRule.RowsToCompareOn(WindowsOf(), unseen));

    [Fact]
    public void Run_WhereTheNewRowsAreOtherThanTheOld_IsDecidedByTheNew()
    {
        // The champion expects 0, which the old rows are: on all held-out rows it looks twice as good as on those it does not know.
        MonitorPlan plan = TestMonitors.Plan(Definition);
        float[] rows = [.. Enumerable.Range(0, Rows).Select(i => i < 700 ? 0f : 3f)];
        var request = new TrainingRequest(
            plan, "e", [new TrainingSegment(rows, new bool[Rows])], 2, ModelOrigin.Own, 1, 0, HandMade.Constant(plan));
        TrainingResult OfUnseen(int? unseen) =>
            ModelTraining.Run(request with { UnseenRows = unseen }, new SimdScorer(), TestContext.Current.CancellationToken);
        TrainingResult all = OfUnseen(null), unseen = OfUnseen(300);
        Assert.True(unseen.Figures!.ChampionError > 1.9 * all.Figures!.ChampionError, $"{unseen.Figures} {all.Figures}");
        Assert.Equal(TrainingVerdict.Promote, unseen.Verdict);
        Assert.Equal((1, 800), (unseen.Figures.ChampionVersion, unseen.Figures.Rows));
    }

    [Fact]
    public void BeginTraining_CountsTheRowsSinceTheChampionWasTrained()
    {
        var driver = new Driver(TestMonitors.Plan(Definition));
        for (int i = 0; i < 100; i++)
        {
            driver.Feed(i, 1);
        }

        Assert.Null(driver.Monitor.BeginTraining().UnseenRows);
        EntityModel first = HandMade.Constant(driver.Monitor.Plan) with { TrainedThrough = EventTime.FromSeconds(99) };
        driver.Monitor.CompleteTraining(new TrainingResult(1, TrainingVerdict.Promote, first, null, ""));
        Assert.Equal(0, driver.Monitor.BeginTraining().UnseenRows);
        driver.Monitor.CompleteTraining(new TrainingResult(2, TrainingVerdict.NotBetter, null, null, ""));
        for (int i = 100; i < 150; i++)
        {
            driver.Feed(i, 1);
        }

        // Rows 96 to 103 lie in the page in which it was trained.
        Assert.Equal(46, driver.Monitor.BeginTraining().UnseenRows);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_NotBetter_KeepsTheModelWhereTheMonitorSaysSo(bool keeps)
    {
        MonitorPlan plan = TestMonitors.Plan(Definition with { Training = Definition.Training with { KeepRejected = keeps } });
        var request = new TrainingRequest(
            plan, "e", [new TrainingSegment(new float[Rows], new bool[Rows])], 2, ModelOrigin.Own, 1, 0, HandMade.Constant(plan));
        TrainingResult result = ModelTraining.Run(request, new SimdScorer(), TestContext.Current.CancellationToken);
        Assert.Equal((TrainingVerdict.NotBetter, null), (result.Verdict, result.Model));
        Assert.Equal(keeps, result.Rejected is not null);
        Assert.NotNull(result.Figures);
    }

    private static Windows WindowsOf()
    {
        MonitorPlan plan = TestMonitors.Plan(Definition);
        var request = new TrainingRequest(
            plan, "e", [new TrainingSegment([.. Enumerable.Range(0, Rows).Select(i => i % 7f)], new bool[Rows])], 1, ModelOrigin.Own, 1, 0, null);
        return FittingSet.Of(request).Windows;
    }
}
