using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Host.Configuration;
using StreamAe.Host.Services;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Files;
using StreamAe.Monitoring.Plans;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Tests;
using StreamAe.Numerics.Scoring;

namespace StreamAe.Host.Tests.Services;

public sealed class FilesFeedTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TestFolder _folder = new();
    private readonly PlanSet _plans = new(new MonitorDefinition { Name = "m" });
    private readonly DeadLetterCounter _deadLetters = new();
    private readonly List<(string Source, long End, long[] Times)> _polls = [];
    private readonly LocalRuntime _runtime;

    public FilesFeedTests()
    {
        var committer = new NullCommitter(needsState: false, Observe);
        _runtime = new LocalRuntime(_plans, new SimdScorer(), committer, _deadLetters, new RuntimeOptions { Shards = 2, PollRows = 2, Training = TrainingMode.Off });
    }

    public async ValueTask DisposeAsync()
    {
        await _runtime.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_GivesFilesOneAfterTheOther()
    {
        Write("in/a.csv", 1, 2, 3);
        Write("in/b.csv", 4, 5, 6);
        Write("in/c.csv", 7);
        await Feed(follow: false, "in/*.csv").RunAsync(_runtime, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], _polls.SelectMany(p => p.Times));
        Assert.Equal(["in/a.csv", "in/a.csv", "in/b.csv", "in/b.csv", "in/c.csv"], _polls.Select(p => p.Source));
        Assert.Equal(0, _deadLetters.Total);
    }

    [Fact]
    public async Task Run_ContinuesEachFileAtItsPosition_AndReadsWhatCameSince()
    {
        Write("in/a.csv", 1, 2, 3);
        Write("in/b.csv", 4, 5, 6);
        await Feed(follow: false, "in/*.csv").RunAsync(_runtime, TestContext.Current.CancellationToken);
        Dictionary<string, long> positions = _polls.GroupBy(p => p.Source).ToDictionary(g => g.Key, g => g.Max(p => p.End));
        _polls.Clear();

        positions["in/b.csv"] = 3; // Line 3: one row of it was read.
        File.AppendAllText(_folder.At("in/a.csv"), "e,3.5,1,2\n");
        Write("in/c.csv", 7);
        FilesFeed again = Feed(follow: false, "in/*.csv");
        await again.SeekAsync(positions, TestContext.Current.CancellationToken);
        await again.RunAsync(_runtime, TestContext.Current.CancellationToken);
        Assert.Equal(["in/a.csv", "in/b.csv", "in/c.csv"], _polls.Select(p => p.Source));
        Assert.Equal(2, _polls.Single(p => p.Source == "in/b.csv").Times.Length);
        Assert.Equal([7], _polls.Single(p => p.Source == "in/c.csv").Times);
    }

    [Fact]
    public async Task Run_AFileWithoutALastLineEnd_IsReadOnce()
    {
        _folder.Write("in/a.csv", "entity,t,x,y\ne,1,1,2\ne,2,1,2");
        await Feed(follow: false, "in/a.csv").RunAsync(_runtime, TestContext.Current.CancellationToken);
        Assert.Equal(2, Assert.Single(_polls).Times.Length);
        FilesFeed again = Feed(follow: false, "in/a.csv");
        await again.SeekAsync(new Dictionary<string, long> { ["in/a.csv"] = _polls[0].End }, TestContext.Current.CancellationToken);
        _polls.Clear();
        await again.RunAsync(_runtime, TestContext.Current.CancellationToken);
        Assert.Empty(_polls);
        Assert.Equal(0, _deadLetters.Total);
    }

    [Fact]
    public async Task Run_AFileThatBecameShorter_IsRefusedByName()
    {
        Write("in/a.csv", 1);
        FilesFeed feed = Feed(follow: false, "in/a.csv");
        await feed.SeekAsync(new Dictionary<string, long> { ["in/a.csv"] = 100 }, TestContext.Current.CancellationToken);
        ObservationFileException error =
            await Assert.ThrowsAsync<ObservationFileException>(() => feed.RunAsync(_runtime, TestContext.Current.CancellationToken));
        Assert.StartsWith("in/a.csv:", error.Message);
        Assert.Contains("line 100 was to be read next", error.Message);
    }

    [Fact]
    public async Task Follow_ReadsANewFileOnceItsSizeStandsStill()
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Write("in/a.csv", 1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task run = Feed(follow: true, time, "in/*.csv", "none/*.csv").RunAsync(_runtime, stop.Token);
        await time.TimerArmed.WaitAsync(Limit, stop.Token);
        Assert.Empty(_polls);
        await LookAsync(time);
        Assert.Equal(["in/a.csv"], _polls.Select(p => p.Source));

        // Half a file, a look, the other half, a look: the sizes differ. Only the look after that finds it at rest.
        _folder.Write("in/b.csv", "entity,t,x,y\ne,2,1,");
        await LookAsync(time);
        File.AppendAllText(_folder.At("in/b.csv"), "2\ne,3,1,2\n");
        await LookAsync(time);
        Assert.Single(_polls);
        await LookAsync(time);
        await LookAsync(time);
        Assert.Equal([1, 2, 3], _polls.SelectMany(p => p.Times));

        await stop.CancelAsync();
        await run.WaitAsync(Limit, TestContext.Current.CancellationToken);
        Assert.Equal(0, _deadLetters.Total);
    }

    [Fact]
    public async Task Follow_ABadFile_StopsNoOther()
    {
        var time = new ManualTimeProvider(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Directory.CreateDirectory(_folder.At("in"));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task run = Feed(follow: true, time, "in/*.csv").RunAsync(_runtime, stop.Token);
        await time.TimerArmed.WaitAsync(Limit, stop.Token);
        _folder.Write("in/a.csv", "this is no header of observations\n");
        Write("in/z.csv", 5);
        await LookAsync(time);
        await LookAsync(time);
        Assert.Equal(["in/z.csv"], _polls.Select(p => p.Source));

        // Mended, it is read after all.
        Write("in/a.csv", 6);
        await LookAsync(time);
        await LookAsync(time);
        Assert.Equal(["in/z.csv", "in/a.csv"], _polls.Select(p => p.Source));
        Assert.False(run.IsCompleted);
        await stop.CancelAsync();
        await run.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    /// <summary>Lets the feed look once: it sleeps again when the look, and what it read, is over.</summary>
    private static async Task LookAsync(ManualTimeProvider time)
    {
        await time.TimerArmed.WaitAsync(Limit, TestContext.Current.CancellationToken);
        time.Advance(FilesFeed.LookPeriod);
        await time.TimerArmed.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    private FilesFeed Feed(bool follow, params string[] paths) => Feed(follow, TimeProvider.System, paths);

    private FilesFeed Feed(bool follow, TimeProvider time, params string[] paths) => new(
        new FilesSource { Name = "s", Paths = paths, Follow = follow }, _folder.Root, _plans, _deadLetters, time, NullLogger.Instance);

    private void Write(string name, params long[] times) =>
        _folder.Write(name, "entity,t,x,y\n" + string.Concat(times.Select(t => $"e,{t},1,2\n")));

    private void Observe(Poll poll) =>
        _polls.Add((poll.Source, poll.Batch.EndPosition, [.. poll.Batch.EventTimes.ToArray().Select(t => t / TimeSpan.TicksPerSecond)]));
}
