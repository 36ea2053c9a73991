using StreamAe.Benchmarks.Quality.Nab;

namespace StreamAe.Benchmarks.Tests.Quality.Nab;

public sealed class NabScoringTests
{
    // 100 rows, so 15 of probation; a window of 10 rows.
    private const int Rows = 100;
    private static readonly NabWindow Window = new(40, 49);

    [Fact]
    public void Sigmoid_HandCases_AreTheFormula()
    {
        Assert.Equal(0, NabScoring.Sigmoid(0), 1e-15);
        Assert.Equal((2 / (1 + Math.Exp(-5))) - 1, NabScoring.Sigmoid(-1), 1e-15);
        Assert.Equal(-NabScoring.Sigmoid(-1), NabScoring.Sigmoid(1), 1e-15);
        Assert.Equal(-0.9999994, NabScoring.Sigmoid(3), 1e-6);
    }

    [Fact]
    public void Score_AlertAtTheFirstRowOfEveryWindow_Is100()
    {
        foreach (NabProfile profile in NabProfile.All)
        {
            NabResult result = NabScoring.Score([Series(Window, 40), Series(Window, 40)], profile);
            Assert.Equal(100, result.Score, 1e-9);
            Assert.Equal((1.0, 2, 2, 2, 0), (result.Threshold, result.Found, result.Windows, result.AlertsInside, result.AlertsOutside));
        }
    }

    [Fact]
    public void Score_NoAlert_Is0()
    {
        NabSeries silent = Series(Window);
        foreach (NabProfile profile in NabProfile.All)
        {
            NabResult result = NabScoring.Score([silent], profile);
            Assert.Equal(0, result.Score);
            Assert.Equal((double.PositiveInfinity, 0, 1), (result.Threshold, result.Found, result.Windows));
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(44)]
    [InlineData(49)]
    public void Score_OneAlertInside_FadesTowardsTheEnd(int row)
    {
        double gain = NabScoring.Sigmoid(-(49 - row + 1) / 10.0) / NabScoring.Sigmoid(-1);
        Assert.Equal(100 * (gain + 1) / 2, NabScoring.Score([Series(Window, row)], NabProfile.Standard).Score, 1e-9);
        Assert.Equal(100 * (gain + 2) / 3, NabScoring.Score([Series(Window, row)], NabProfile.LowFalseNegatives).Score, 1e-9);
    }

    [Fact]
    public void Score_SeveralAlertsInside_CountAsTheBest()
    {
        NabResult both = NabScoring.Score([Series(Window, 43, 47)], NabProfile.Standard);
        Assert.Equal(NabScoring.Score([Series(Window, 43)], NabProfile.Standard).Score, both.Score, 1e-12);
        Assert.Equal((1, 2), (both.Found, both.AlertsInside));
    }

    [Fact]
    public void Score_AlertsOutside_CostByTheirDistance()
    {
        // Behind the window by 4 of its 9 steps, by more than 27, and before any window.
        double near = NabScoring.Sigmoid(4 / 9.0);
        Assert.Equal(100 * (2 + (0.11 * near)) / 2, NabScoring.Score([Series(Window, 40, 53)], NabProfile.Standard).Score, 1e-9);
        Assert.Equal(100 * (2 + (0.22 * near)) / 2, NabScoring.Score([Series(Window, 40, 53)], NabProfile.LowFalsePositives).Score, 1e-9);
        Assert.Equal(100 * (2 + (0.11 * NabScoring.Sigmoid(3))) / 2, NabScoring.Score([Series(Window, 40, 76)], NabProfile.Standard).Score, 1e-9);
        Assert.Equal(100 * (2 - 0.11) / 2, NabScoring.Score([Series(Window, 40, 77)], NabProfile.Standard).Score, 1e-9);
        Assert.Equal(100 * (2 - 0.11) / 2, NabScoring.Score([Series(Window, 40, 20)], NabProfile.Standard).Score, 1e-9);
    }

    [Fact]
    public void Score_WindowOfOneRow_IsFarBehindAtOnce() =>
        Assert.Equal(100 * (2 - 0.11) / 2, NabScoring.Score([Series(new NabWindow(40, 40), 40, 41)], NabProfile.Standard).Score, 1e-9);

    [Fact]
    public void Score_RowsOfTheProbation_DoNotCount()
    {
        Assert.Equal(15, Series(Window).Probation);
        Assert.Equal(100, NabScoring.Score([Series(Window, 14, 40)], NabProfile.Standard).Score, 1e-9);
        Assert.Equal(100 * (2 - 0.11) / 2, NabScoring.Score([Series(Window, 15, 40)], NabProfile.Standard).Score, 1e-9);
        Assert.Equal(750, (Series(Window) with { Scores = new double[10_000] }).Probation);
    }

    [Fact]
    public void Score_OneThresholdForAllSeries_IsTheBestOverDistinctScores()
    {
        // At .9 the first window is found and nothing else; at .5 the second as well, for two alerts far away; at .1 there are ten more.
        double[] first = new double[Rows];
        double[] second = new double[Rows];
        first[40] = 0.9;
        second[40] = 0.5;
        second[20] = second[21] = 0.5;
        first.AsSpan(20, 10).Fill(0.1);
        NabSeries[] series = [new("a", first, [Window]), new("b", second, [Window])];
        NabResult cheap = NabScoring.Score(series, NabProfile.Standard);
        Assert.Equal((0.5, 2, 2), (cheap.Threshold, cheap.Found, cheap.AlertsOutside));
        Assert.Equal(100 * (4 - 0.22) / 4, cheap.Score, 1e-9);
        NabResult dear = NabScoring.Score(series, new NabProfile("dear", 1, 1, 1.5));
        Assert.Equal((0.9, 1, 0), (dear.Threshold, dear.Found, dear.AlertsOutside));
        Assert.Equal(50, dear.Score, 1e-9);
    }

    [Fact]
    public void Score_WindowsOfSeveralSeries_AreToldApart()
    {
        // The last window of the first series reaches its end; gains of the second must not be taken for better alerts of it.
        var end = new NabWindow(90, 99);
        double[] scores = new double[Rows];
        scores[40] = scores[90] = 1;
        NabSeries two = new("a", scores, [Window, end]);
        NabResult result = NabScoring.Score([two, Series(Window, 40)], NabProfile.Standard);
        Assert.Equal((3, 3), (result.Found, result.Windows));
        Assert.Equal(100, result.Score, 1e-9);
    }

    [Fact]
    public void Score_NothingToFindOrNoOrder_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => NabScoring.Score([Series(new NabWindow(3, 9), 20)], NabProfile.Standard));
        NabSeries broken = Series(Window);
        broken.Scores[50] = double.NaN;
        Assert.Throws<ArgumentException>(() => NabScoring.Score([broken], NabProfile.Standard));
    }

    [Fact]
    public void Of_Labels_GivesRunsWithBothEnds()
    {
        Assert.Equal([new(0, 1), new(3, 3), new(5, 6)], NabWindow.Of([1, 1, 0, 1, 0, 1, 1]));
        Assert.Empty(NabWindow.Of([0, 0]));
        Assert.Equal(2, new NabWindow(0, 1).Width);
    }

    [Fact]
    public void Periodic_AlertsAtTheLastOfEverySoManyRowsAfterTheProbation()
    {
        NabSeries control = NabControl.Periodic(Series(Window), every: 30);
        Assert.Equal([44, 74], Enumerable.Range(0, Rows).Where(i => control.Scores[i] == 1));
        Assert.Equal([Window], control.Windows);
    }

    /// <summary>Score 1 at the given rows, 0 elsewhere.</summary>
    private static NabSeries Series(NabWindow window, params int[] alerts)
    {
        double[] scores = new double[Rows];
        foreach (int row in alerts)
        {
            scores[row] = 1;
        }

        return new NabSeries("series", scores, [window]);
    }
}
