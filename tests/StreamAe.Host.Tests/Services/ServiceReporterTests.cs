using Microsoft.Extensions.Logging;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Observations;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Tests.Services;

public sealed class ServiceReporterTests : IDisposable
{
    private const int Rows = 40;

    private static readonly MonitorDefinition Definition = new()
    {
        Name = "m",
        Cohort = new CohortDefinition { Enabled = false },
        Training = new TrainingDefinition { MinRows = 32, Holdout = 0.4, Epochs = 1, MinSteps = 0 },
    };

    private readonly TestFolder _folder = new();
    private readonly RecordingLogger _logger = new();
    private readonly ManualTimeProvider _time = new();
    private readonly TotalsByMonitor _counted = new();
    private readonly MonitorTotals _totals;
    private readonly DeadLetterFile _deadLetters;
    private readonly ServiceReporter _reporter;

    public ServiceReporterTests()
    {
        _deadLetters = new DeadLetterFile(_folder.Root);
        _totals = _counted.Open("m", "s");
        _reporter = new ServiceReporter(_counted, _deadLetters, "deadletters.csv", _time, _logger);
    }

    public void Dispose()
    {
        _deadLetters.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Observe_CountsWhatPollsBring()
    {
        _totals.Restore(1000, new Dictionary<string, long> { ["old.csv"] = 7 });
        await RunAsync(entities: 3, new SimdScorer());
        MonitorSummary monitor = Assert.Single(_reporter.Summarize().Monitors);
        Assert.Equal((3 * Rows, 3, 3, 0), (monitor.Events, monitor.Models, monitor.Trainings, monitor.FailedTrainings));
        Assert.Equal(new Dictionary<string, long> { ["old.csv"] = 7, ["rows.csv"] = (3 * Rows) + 2 }, monitor.Positions);
    }

    [Fact]
    public async Task Observe_AFailedTraining_IsAWarningWithItsDetail_AndManyAreSummedUp()
    {
        await RunAsync(entities: 25, new ThrowingScorer());
        (LogLevel Level, string Message)[] warnings = [.. _logger.Entries.Where(e => e.Level == LogLevel.Warning)];
        Assert.Equal(20, warnings.Length);
        Assert.Contains(warnings, w => w.Message == $"Monitor m: training of e0 failed: {ThrowingScorer.Message}");
        _reporter.ReportTroubles();
        Assert.Equal("5 more trainings failed since the last totals and are not listed.", _logger.Entries[^1].Message);
        Assert.Equal(25, Assert.Single(_reporter.Summarize().Monitors).FailedTrainings);

        // The next ones are listed again.
        _reporter.ReportTroubles();
        Assert.Equal(21, _logger.Entries.Count);
    }

    [Fact]
    public async Task Observe_TrainingsThatFailInARow_SayHowOften()
    {
        await RunAsync(entities: 1, new ThrowingScorer(), Definition with { Training = Definition.Training with { MinRows = 18, Holdout = 0.1 } });
        Assert.Equal(
            [
                $"Monitor m: training of e0 failed: {ThrowingScorer.Message}",
                $"Monitor m: training of e0 failed, 2 times in a row now; it waits longer each time before it tries again: {ThrowingScorer.Message}",
            ],
            _logger.Entries.Where(e => e.Level == LogLevel.Warning).Select(e => e.Message));
    }

    [Fact]
    public async Task Observe_AModelWithAWarning_IsToldWithItsRemedy_AndManyAreSummedUp()
    {
        await RunAsync(entities: 25, new SimdScorer(), Definition with { Model = new ModelDefinition { Latent = 40 } });
        string[] warnings = [.. _logger.Entries.Where(e => e.Level == LogLevel.Warning).Select(e => e.Message)];
        Assert.Equal(20, warnings.Length);
        Assert.Contains(
            warnings, w => w.StartsWith("Monitor m: the new model of e0 is in use, but: ", StringComparison.Ordinal) && w.Contains("40 latent units"));
        _reporter.ReportTroubles();
        Assert.Equal("5 more models were put in use with a warning since the last totals and are not listed.", _logger.Entries[^1].Message);
    }

    [Fact]
    public async Task Run_ReportsTotalsAndNewDeadLettersEveryMinute()
    {
        using var stop = new CancellationTokenSource();
        Task run = _reporter.RunAsync([_totals], _ => 4, stop.Token);
        await RunAsync(entities: 3, new SimdScorer());
        _deadLetters.Add(new DeadLetter("rows.csv", 2, DeadLetterReason.Value, "detail", "raw"));
        Task told = _logger.WaitForAsync("Dead letters so far: Value 1. See deadletters.csv.");
        _time.Advance(ServiceReporter.Period);
        await told.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Contains(
            _logger.Entries,
            e => e.Message == "Monitor m: 120 events (2/s in the last 60 s), 0 alerts, 3 models put in use, 0 trainings failed, 4 waiting.");
        Assert.Contains("detail", File.ReadAllText(_folder.At("deadletters.csv")));

        // Nothing new: totals, and no second word about the letter.
        Task totals = _logger.WaitForAsync("(0/s in the last 60 s)");
        _time.Advance(ServiceReporter.Period);
        await totals.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Single(_logger.Entries, e => e.Message.StartsWith("Dead letters"));
    }

    [Fact]
    public async Task Run_AfterAReload_CountsOn_AndTellsTheRateFromThereOn()
    {
        await RunAsync(entities: 3, new SimdScorer());
        using var stop = new CancellationTokenSource();
        Assert.Same(_totals, _counted.Open("m", "other"));
        Task run = _reporter.RunAsync([_totals], _ => 0, stop.Token);
        Task told = _logger.WaitForAsync("Monitor m: 120 events (0/s in the last 60 s)");
        _time.Advance(ServiceReporter.Period);
        await told.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal(("other", 120L), (Assert.Single(_reporter.Summarize().Monitors).Source, _reporter.Summarize().Events));
        await stop.CancelAsync();
        await run.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    /// <summary>Rows of several entities in turn, through a runtime whose committer the reporter watches.</summary>
    private async Task RunAsync(int entities, IScorer scorer, MonitorDefinition? definition = null)
    {
        string path = _folder.Write(
            "rows.csv",
            "entity,t,x,y\n" + string.Concat(Enumerable.Range(0, Rows * entities).Select(i => $"e{i % entities},{i},{i % 7},{i % 11}\n")));
        var plans = new PlanSet(definition ?? Definition);
        var letters = new DeadLetterCounter();
        await using var runtime = new LocalRuntime(
            plans, scorer, new NullCommitter(observe: _reporter.Observe), letters, new RuntimeOptions { Shards = 2, Training = TrainingMode.Inline });
        await using var source = new CsvObservationSource(path, new FileLayout(), plans.Directory, letters, name: "rows.csv");
        await runtime.RunAsync([source], TestContext.Current.CancellationToken);
        Assert.Equal(0, letters.Total);
    }
}
