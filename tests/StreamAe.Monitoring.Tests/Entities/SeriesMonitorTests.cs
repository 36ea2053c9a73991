using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Models;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.Definitions;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Training;
using StreamAe.Monitoring.Verdicts;
using StreamAe.Numerics.Randomness;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>The shipped monitor of single series, row by row.</summary>
public sealed class SeriesMonitorTests
{
    private const float NaN = float.NaN;

    private const double FiveMinutes = 300;

    private static readonly SimdScorer Scorer = new();

    private static readonly MonitorDefinition Definition =
        MonitorFile.Load(Repository.Path("deploy", "monitors", "series.yaml")).Definition! with { Training = QuickTraining() };

    /// <summary>
    /// The whole of it once more: seasonal residuals, their running mean, what the model did not expect from the fifteen residuals before, in
    /// double precision over plain lists.
    /// </summary>
    [Fact]
    public void Judge_EveryRow_ScoresWhatTheFormulasSay()
    {
        MonitorPlan plan = Plan();
        var driver = new Driver(plan, explain: true);
        var expected = new ReferenceSeries();
        (long Time, float[] Values)[] rows = Rows(1200);
        for (int i = 0; i < rows.Length; i++)
        {
            TrainWhenDue(driver.Monitor, rows[i].Time);
            driver.FeedChunk([rows[i]]);
            double score = expected.Score(rows[i].Time, rows[i].Values[0], driver.Monitor.Own?.Model);
            Verdict verdict = driver.Verdicts[^1];
            Assert.Equal(i >= 100, verdict.IsScored);
            if (verdict.IsScored)
            {
                Assert.Equal(score, verdict.Score, 2e-2);
                Assert.Equal(verdict.Score, verdict.Surprise);
                Assert.Equal(-Math.Log10(0.005), verdict.Threshold, 1e-5);
                Assert.Equal(verdict.Score > verdict.Threshold, verdict.IsAnomalous);
            }
        }

        Assert.True(driver.Monitor.Own!.Model.Version >= 4, "it was trained several times");
        Assert.InRange(driver.Verdicts.Count(v => v.IsAnomalous), 3, 60);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void Feed_InChunks_GivesTheSameVerdictsAndAlerts(int size)
    {
        (Driver one, Driver chunked) = (new Driver(Plan(), explain: true), new Driver(Plan(), explain: true));
        (long, float[])[] rows = Rows(900, broken: true);
        Feed(one, rows, 1);
        Feed(chunked, rows, size);
        Assert.Equal(Lines.Of(one.Verdicts), Lines.Of(chunked.Verdicts));
        Assert.NotEmpty(one.Alerts);
        Assert.Equal(one.Alerts.Select(Text), chunked.Alerts.Select(Text));
        Assert.Equal(StateOf(one.Monitor), StateOf(chunked.Monitor));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(60)]
    [InlineData(101)]
    [InlineData(517)]
    public void Restore_AtAnyRow_GoesOnAsIfNothingHadHappened(int at)
    {
        MonitorPlan plan = Plan();
        var driver = new Driver(plan, explain: true);
        (long, float[])[] rows = Rows(900, broken: true);
        Feed(driver, rows[..at], 50);
        var restored = new Driver(Restored(driver.Monitor, Plan()), explain: true);
        driver.Verdicts.Clear();
        driver.Alerts.Clear();
        Feed(driver, rows[at..], 50);
        Feed(restored, rows[at..], 50);
        Assert.Equal(Lines.Of(driver.Verdicts), Lines.Of(restored.Verdicts));
        Assert.NotEmpty(driver.Alerts);
        Assert.Equal(driver.Alerts.Select(Text), restored.Alerts.Select(Text));
        Assert.Equal(StateOf(driver.Monitor), StateOf(restored.Monitor));
    }

    [Fact]
    public void Prepare_NewestValue_IsHiddenFromTheModel()
    {
        MonitorPlan plan = Plan();
        var driver = new Driver(plan);
        Feed(driver, Rows(400), 50);
        int stride = plan.Architecture.RowStride;
        float[] first = new float[stride], second = new float[stride];
        float[] encoded = new float[plan.EncodedFloats];
        PreparedRow prepared = driver.Monitor.Prepare(driver.Monitor.LastEventTime + 1, [10], encoded, first);
        first.CopyTo(second, 0);
        second[0] += 3;
        first[1] += 0;
        float[] reconstructions = new float[2 * stride];
        Scorer.Score(plan.Arena, new ScoreBatch([prepared.Slot, prepared.Slot], (float[])[.. first, .. second], reconstructions, new float[2], new float[2]));
        Assert.Equal(reconstructions[0], reconstructions[stride]);
        second[1] += 3;
        Scorer.Score(plan.Arena, new ScoreBatch([prepared.Slot, prepared.Slot], (float[])[.. first, .. second], reconstructions, new float[2], new float[2]));
        Assert.NotEqual(reconstructions[0], reconstructions[stride]);
    }

    [Fact]
    public void Judge_TroubleThatLasts_AlertsOnlyAsItGetsWorse()
    {
        var driver = new Driver(Plan());
        (long Time, float[] Values)[] rows = Rows(1000, spikes: false);
        for (int i = 900; i < 1000; i++)
        {
            rows[i].Values[0] += 60;
        }

        Feed(driver, rows, 50);
        Verdict[] trouble = [.. driver.Verdicts.Skip(900)];
        Assert.Contains(trouble[..5], v => v.IsAlert);
        Assert.InRange(trouble.Count(v => v.IsAnomalous), 10, 100);
        Assert.InRange(trouble.Count(v => v.IsAlert), 1, 12);
        Assert.All(trouble, v => Assert.Equal(v.IsAnomalous && !v.IsRepeated, v.IsAlert));
        float highest = 0;
        foreach (Verdict verdict in trouble)
        {
            Assert.Equal(verdict.Score <= highest, verdict.IsRepeated);
            highest = Math.Max(highest, verdict.Score);
        }
    }

    [Fact]
    public void Judge_Alert_TellsTheValueAndWhatWasExpectedAtThatHour()
    {
        var driver = new Driver(Plan());
        (long Time, float[] Values)[] rows = Rows(900, spikes: false);
        float usual = rows[850].Values[0];
        rows[850].Values[0] = usual + 500;
        Feed(driver, rows[..851], 50);
        FeatureContribution told = Assert.Single(driver.Alerts[^1].Features);
        Assert.Equal("x0", told.Feature);
        Assert.Equal(usual + 500, float.Parse(told.Actual, System.Globalization.CultureInfo.InvariantCulture), 1f);
        Assert.Equal(usual, float.Parse(told.Expected, System.Globalization.CultureInfo.InvariantCulture), 12f);
    }

    [Theory]
    [InlineData(NaN)]
    [InlineData(1e38f)]
    [InlineData(-1e38f)]
    [InlineData(float.PositiveInfinity)]
    public void Feed_BrokenReadings_HarmNoLaterRow(float broken)
    {
        var driver = new Driver(Plan());
        (long Time, float[] Values)[] rows = Rows(1500, spikes: false);
        foreach (int at in (int[])[0, 3, 400, 900])
        {
            rows[at].Values[0] = broken;
        }

        rows[1400].Values[0] += 400;
        Feed(driver, rows, 50);
        Assert.All(driver.Verdicts.Where(v => v.IsScored), v => Assert.True(float.IsFinite(v.Score) && v.Score is >= 0 and <= 300, $"{v.Score}"));
        Assert.InRange(driver.Verdicts.Skip(1000).Take(400).Count(v => v.IsAnomalous), 0, 12);
        Assert.True(driver.Verdicts[1400].Score > 1.5, $"{driver.Verdicts[1400].Score}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(-1e9f)]
    public void Feed_ConstantSeries_IsQuietUntilItMoves(float constant)
    {
        var driver = new Driver(Plan());
        Feed(driver, [.. Enumerable.Range(0, 600).Select(i => (EventTime.FromSeconds(i * FiveMinutes), new[] { constant }))], 50);
        Assert.DoesNotContain(driver.Verdicts, v => v.IsAnomalous);
        driver.Feed(600 * FiveMinutes, (constant * 1.5f) + 1);
        Assert.True(driver.Verdicts[^1].Surprise > 1.5, $"{driver.Verdicts[^1].Surprise}");
    }

    [Fact]
    public void Feed_ClockThatJumps_IsTakenAsItComes()
    {
        var driver = new Driver(Plan());
        (long Time, float[] Values)[] rows = Rows(700, spikes: false);
        for (int i = 300; i < 700; i++)
        {
            rows[i].Time += TimeSpan.FromDays(4000).Ticks;
        }

        rows[500].Time = rows[499].Time;
        rows[501].Time = 0;
        rows[502].Time = long.MinValue + 5;
        Feed(driver, rows, 50);
        Assert.Equal([500, 501, 502], Enumerable.Range(0, 700).Where(i => driver.Verdicts[i].Flags == VerdictFlags.Rejected));
        Assert.Equal(697, driver.Monitor.Observations);
        Assert.All(driver.Verdicts.Where(v => v.IsScored), v => Assert.True(float.IsFinite(v.Score)));
    }

    [Fact]
    public void IsTrainingDue_WithGrowth_WhenThereIsHalfAsMuchMore()
    {
        var driver = new Driver(Plan());
        var due = new List<long>();
        foreach ((long time, float[] values) in Rows(2000))
        {
            if (driver.Monitor.IsTrainingDue(time))
            {
                due.Add(driver.Monitor.Observations);
                TrainWhenDue(driver.Monitor, time);
            }

            driver.FeedChunk([(time, values)]);
        }

        Assert.Equal(100, due[0]);
        Assert.Equal(8, due.Count);
        Assert.All(due.Zip(due.Skip(1)), pair => Assert.InRange(pair.Second / (double)pair.First, 1.44, 1.56));
        driver.Monitor.CompleteTraining(new TrainingResult(99, TrainingVerdict.NotBetter, null, null, ""));
        Assert.False(driver.Monitor.IsTrainingDue(long.MaxValue), "a count of rows, not a time");
    }

    [Fact]
    public void Judge_Row_AllocatesNothing()
    {
        var driver = new Driver(Plan());
        (long Time, float[] Values)[] rows = Rows(900, spikes: false);
        Feed(driver, rows[..300], 50);
        EntityMonitor monitor = driver.Monitor;
        MonitorPlan plan = monitor.Plan;
        float[] encoded = new float[plan.EncodedFloats], row = new float[plan.Architecture.RowStride], reconstruction = new float[row.Length];
        int[] slots = new int[1];
        float[] error = new float[1], divergence = new float[1];
        long before = 0;
        for (int i = 0; i < 600; i++)
        {
            if (i == 300)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            PreparedRow prepared = monitor.Prepare(rows[300 + i].Time, rows[300 + i].Values, encoded, row);
            slots[0] = prepared.Slot;
            Scorer.Score(plan.Arena, new ScoreBatch(slots, row, reconstruction, error, divergence));
            var verdict = default(Verdict);
            monitor.Judge(prepared, new ScoredRow(encoded, row, reconstruction, error[0], divergence[0]), false, ref verdict);
        }

        // An anomalous row may make an alert, and a page of history comes every eight rows.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8_000);
    }

    [Fact]
    public void Restore_AnotherPlansState_IsRefused()
    {
        byte[] state = new byte[Plan().StateBytes];
        new EntityMonitor(Plan(), "e").WriteState(state);
        MonitorPlan other = new(Definition with { Alert = new AlertDefinition() }, TestMonitors.Numbers(1));
        Assert.Throws<InvalidDataException>(() => EntityMonitor.Restore(other, "e", state));
        Assert.NotEqual(Plan().Compatibility, other.Compatibility);
        Assert.NotEqual(
            Plan().Compatibility,
            new MonitorPlan(Definition with { Training = Definition.Training with { Growth = null } }, TestMonitors.Numbers(1)).Compatibility);
    }

    [Fact]
    public void Leave_Entity_GivesItsMemoryBack()
    {
        MonitorPlan plan = Plan();
        long empty = plan.UsedBytes;
        for (int i = 0; i < 3; i++)
        {
            var driver = new Driver(plan, $"e{i}");
            Feed(driver, Rows(120), 50);
            Assert.True(plan.UsedBytes > empty);
            driver.Monitor.Leave();
            Assert.Equal(empty, plan.UsedBytes);
        }

        // What the one before left in the slot is no business of the next.
        var next = new Driver(plan, "next");
        var fresh = new Driver(Plan(), "next");
        Feed(next, Rows(200), 50);
        Feed(fresh, Rows(200), 50);
        Assert.Equal(Lines.Of(fresh.Verdicts), Lines.Of(next.Verdicts));
    }

    [Fact]
    public void Plan_SeveralNumbersUnderChannels_IsRefused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new MonitorPlan(Definition, TestMonitors.Numbers(2)));
        Assert.Contains("measure one number; its rows reconstruct 2 inputs", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Season and lags of a stream with several numbers, scored by its models.</summary>
    [Theory]
    [InlineData(InputScale.Standard)]
    [InlineData(InputScale.Robust)]
    [InlineData(InputScale.Asinh)]
    public void Feed_SeveralNumbersWithSeasonAndLags_AreJudgedTheSameHoweverCut(InputScale scale)
    {
        MonitorDefinition definition = TestMonitors.Quick with
        {
            Season = Season.Hourly,
            Lags = 3,
            Scale = scale,
            Window = new WindowDefinition(),
            Features = [FeatureDefinition.Numbers, FeatureDefinition.HourOfDay],
            Training = TestMonitors.Quick.Training with { HistoryRows = 200, Growth = 2 },
        };
        (long, float[])[] rows = [.. Enumerable.Range(0, 300).Select(i => (EventTime.FromSeconds(i * 600.0), Series.Waves(1, 2, 3, i)))];
        Driver[] drivers = [.. ((int[])[1, 13]).Select(_ => new Driver(TestMonitors.Plan(definition, 2), explain: true))];
        Feed(drivers[0], rows, 1);
        Feed(drivers[1], rows, 13);
        Assert.Equal(2, drivers[0].Monitor.Plan.Architecture.Features);
        Assert.Equal(2 + (3 * 2), drivers[0].Monitor.Plan.Architecture.Condition);
        Assert.Equal(Lines.Of(drivers[0].Verdicts), Lines.Of(drivers[1].Verdicts));
        Assert.True(EntityState.Read(StateOf(drivers[0].Monitor)).LastVersion > 1);

        // Live rows and rows of a training are made alike.
        MonitorPlan plan = drivers[0].Monitor.Plan;
        float[] encoded = new float[plan.EncodedFloats], live = new float[plan.Architecture.RowStride];
        drivers[0].Monitor.Prepare(EventTime.FromSeconds(300 * 600.0), [1, 2], encoded, live);
        (float[] history, bool[] excluded) = drivers[0].Monitor.History.Copy();
        Windows windows = Windows.Build(plan, [new TrainingSegment(history, excluded)], drivers[0].Monitor.Own!.Model.Scaler, 0.2);
        Assert.Equal(live, windows.Rows[^live.Length..]);
    }

    private static TrainingDefinition QuickTraining()
    {
        TrainingDefinition shipped = MonitorFile.Load(Repository.Path("deploy", "monitors", "series.yaml")).Definition!.Training;
        return shipped with { Epochs = 3, MinSteps = 60, HistoryRows = 4000 };
    }

    private static MonitorPlan Plan() => new(Definition, TestMonitors.Numbers(1));

    /// <summary>Five-minute rows of a number with a day, a few spikes, and where asked for what no series should hold.</summary>
    private static (long Time, float[] Values)[] Rows(int count, bool broken = false, bool spikes = true)
    {
        var random = new PhiloxRandom(77);
        var rows = new (long, float[])[count];
        float noise = 0;
        for (int i = 0; i < count; i++)
        {
            noise = (0.7f * noise) + random.NextGaussian();
            float value = 100 + (30 * MathF.Sin(i * MathF.PI / 144)) + (2 * noise);
            value += spikes && i % 211 == 210 ? 300 : 0;
            value = broken && i % 97 == 50 ? NaN : broken && i == 333 ? 1e38f : value;
            rows[i] = (EventTime.FromSeconds((i * FiveMinutes) + (broken && i % 131 == 130 ? -600 : 0)), [value]);
        }

        return rows;
    }

    private static void Feed(Driver driver, (long Time, float[] Values)[] rows, int size)
    {
        for (int start = 0; start < rows.Length;)
        {
            TrainWhenDue(driver.Monitor, rows[start].Time);

            // A chunk ends before the row that a training is due for, as in a runtime.
            var chunk = new List<(long, float[])> { rows[start++] };
            long taken = driver.Monitor.Observations;
            while (start < rows.Length && chunk.Count < size && !IsDueWithin(driver.Monitor, taken + chunk.Count))
            {
                chunk.Add(rows[start++]);
            }

            driver.FeedChunk(chunk);
        }
    }

    /// <summary>Whether a training may be due at so many observations; refused rows only make it later.</summary>
    private static bool IsDueWithin(EntityMonitor monitor, long observations) => observations >= NextTraining(monitor);

    private static long NextTraining(EntityMonitor monitor)
    {
        byte[] state = StateOf(monitor);
        return EntityState.Read(state).NextTraining;
    }

    private static void TrainWhenDue(EntityMonitor monitor, long time)
    {
        if (monitor.IsTrainingDue(time))
        {
            monitor.CompleteTraining(ModelTraining.Run(monitor.BeginTraining(), Scorer, TestContext.Current.CancellationToken));
        }
    }

    private static byte[] StateOf(EntityMonitor monitor)
    {
        byte[] state = new byte[monitor.Plan.StateBytes];
        monitor.WriteState(state);
        return state;
    }

    private static string Text(Alert alert) => $"{alert.Id} {alert.Surprise:R} {string.Join(' ', alert.Features)}";

    private static EntityMonitor Restored(EntityMonitor monitor, MonitorPlan plan)
    {
        EntityMonitor restored = EntityMonitor.Restore(plan, monitor.Key, StateOf(monitor));
        while (monitor.History.TakeDirty(out int number, out ushort excluded, out ReadOnlySpan<float> rows))
        {
            restored.History.RestorePage(number, excluded, rows);
        }

        restored.CompleteRestore();
        if (monitor.Own is ResidentModel own)
        {
            restored.Promote(EntityModelCodec.Read(EntityModelCodec.Write(own.Model)));
        }

        return restored;
    }
}
