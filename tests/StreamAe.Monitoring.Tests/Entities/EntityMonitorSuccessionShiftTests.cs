using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Entities;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Tests.TestData;
using StreamAe.Monitoring.Thresholds;
using StreamAe.Monitoring.Verdicts;

namespace StreamAe.Monitoring.Tests.Entities;

/// <summary>A lasting change that the old model finds: the entity of the edited monitor may learn it.</summary>
public sealed class EntityMonitorSuccessionShiftTests
{
    private const int Edited = 64;
    private const float Odd = 9;

    // e^0.6 is less than 2, and e^0.8 more: the fourth anomalous row is the shift.
    private static readonly MonitorDefinition Before = TestMonitors.Quick with
    {
        Data = new DataDefinition { SilenceFactor = 0, LateTime = LateTimePolicy.Accept },
        Threshold = new ThresholdDefinition { Adaptation = 0.2 },
    };

    private static readonly MonitorDefinition After = Before with
    {
        Data = new DataDefinition { SilenceFactor = 0 },
        Training = Before.Training with { HistoryRows = 200 },
    };

    private readonly EntityMonitor _entity = Succeed();
    private readonly Driver _predecessor;

    public EntityMonitorSuccessionShiftTests() => _predecessor = new Driver(_entity.Predecessor!);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void Learn_AShift_TakesBackWhatWasAnomalousAndNothingElse(int chunkRows)
    {
        // Within the page that an operator marks.
        Feed(chunkRows, 0, Odd, 0, 0, 0, 0, 0, 0);
        _entity.Apply(new DeliveredRequest(
            new OperatorRequest(
                1, TestMonitors.Name, "e", OperatorRequestKind.Mark,
                new MarkBody(EventTime.FromSeconds(Edited), EventTime.FromSeconds(Edited + 1), true).Write(), "Ann", DateTimeOffset.UnixEpoch, "why"),
            null));
        Maintain(true);
        Feed(chunkRows, 0);
        Maintain(false);
        Feed(chunkRows, Odd);
        int[] marked = [.. Enumerable.Range(Edited, 8)];
        Assert.Equal([.. marked, Edited + 8, Edited + 9], Excluded());

        // A row without a number, one that the edited file refuses, the shift, and one of each after it.
        Feed(chunkRows, float.NaN, float.NegativeInfinity, Odd, 0, Odd, float.NaN, float.NegativeInfinity, Odd, 0);
        Assert.Equal(Edited + 14, Assert.Single(_predecessor.Alerts, a => a.Kind == AlertKind.Shift).Sequence);
        Assert.Equal([.. marked, Edited + 8, Edited + 10, Edited + 11, Edited + 15, Edited + 16], Excluded());

        // An alert while the threshold is still as high changes nothing.
        Assert.Equal((AlertKind.Score, Edited + 17), (_predecessor.Alerts[^1].Kind, _predecessor.Alerts[^1].Sequence));
    }

    [Fact]
    public void Learn_ADrift_TakesBackWhatWasAnomalous()
    {
        Feed(1, 0, Odd, 0);
        Assert.Equal([Edited + 1], Excluded());
        _entity.Learn(_predecessor.Verdicts[^1] with { Flags = VerdictFlags.Scored | VerdictFlags.Drifted });
        Assert.Empty(Excluded());

        // The row that tells of it is judged by itself.
        _entity.Learn(_predecessor.Verdicts[^1] with { Flags = VerdictFlags.Scored | VerdictFlags.Drifted | VerdictFlags.Anomalous });
        Assert.Equal([Edited + 2], Excluded());
    }

    private static EntityMonitor Succeed()
    {
        MonitorPlan plan = TestMonitors.Plan(Before);
        var driver = new Driver(plan);
        driver.Monitor.Promote(HandMade.Constant(plan));
        driver.FeedInChunks(1, Enumerable.Repeat(0f, Edited));
        return EntityMonitor.Succeed(TestMonitors.Plan(After), driver.Monitor);
    }

    /// <summary>Rows that are prepared and learned together, then judged; −∞ is a 0 that comes late.</summary>
    private void Feed(int chunkRows, params float[] values)
    {
        foreach (float[] chunk in values.Chunk(chunkRows))
        {
            long first = _entity.Observations;
            (long Time, float[] Values)[] rows = [.. chunk.Select((value, i) => float.IsNegativeInfinity(value)
                ? (EventTime.FromSeconds(first + i - 10), new[] { 0f })
                : (EventTime.FromSeconds(first + i), [value]))];
            foreach ((long time, float[] row) in rows)
            {
                _entity.Learn(time, row);
            }

            _predecessor.FeedChunk(rows);
            foreach (Verdict verdict in _predecessor.Verdicts.TakeLast(rows.Length))
            {
                _entity.Learn(verdict);
            }
        }
    }

    private void Maintain(bool begins) => _predecessor.Monitor.Plan.Threshold.Overrides = begins
        ? ThresholdOverrides.Of(
        [
            new ThresholdOverride(OverrideScope.OfMonitor(TestMonitors.Name), "maintenance", 0, "anna", DateTimeOffset.UnixEpoch, "new bearing", null),
        ])
        : ThresholdOverrides.None;

    /// <summary>Numbers of the rows that training would leave out.</summary>
    private IEnumerable<int> Excluded() =>
        Enumerable.Range(Edited, (int)_entity.Observations - Edited).Where(number => _entity.History.IsExcluded(number));
}
