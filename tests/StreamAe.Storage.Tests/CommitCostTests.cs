using System.Diagnostics;
using System.Globalization;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>Alone in its process while it runs: it measures what the process consumes.</summary>
[CollectionDefinition("cost", DisableParallelization = true)]
[Collection("cost")]
public sealed class CommitCostTests
{
    private const int PollsPerCommit = 5;
    private const int EventsPerSecond = 20_000;

    [Theory]
    [InlineData(2200, 5000, 150)]
    [InlineData(20_000, 5000, 120)]
    [InlineData(20_000, 20_000, 40)]
    public async Task Commit_OfTwentyThousandEventsASecond_TakesAFractionOfACore(int entities, int eventsPerCommit, int commits)
    {
        // Until the log of changes was emptied for the first time, and its buffers have their size.
        int first = commits / 2;
        using var folder = new DataFolder();
        using SqliteStateStore store = folder.Open();
        MonitorDefinition definition = TestMonitor.Untrained with { Training = new TrainingDefinition() };
        var options = new RuntimeOptions
        {
            Shards = 2,
            PollRows = eventsPerCommit / PollsPerCommit,

            // All polls wait for their commit while it runs, so that nothing else does.
            PollsInFlight = PollsPerCommit,
            Training = TrainingMode.Off,
        };
        store.Claim(TestMonitor.Name, TestStream.SourceName);
        var committer = new MeasuredCommitter(store);
        await using LocalRuntime runtime = TestMonitor.Start(committer, options, definition);
        string[] keys = [.. Enumerable.Range(0, entities).Select(i => $"entity-{i}")];
        await using var stream = new TestStream(runtime.Plans.Directory, keys, (long)commits * eventsPerCommit, channels: 8);
        await runtime.RunAsync([stream], TestContext.Current.CancellationToken);

        double[] seconds = [.. committer.Costs.Skip(first).Select(c => c.Cpu.TotalSeconds).Order()];
        double perCommit = seconds.Average();
        double share = perCommit * EventsPerSecond / eventsPerCommit;
        double written = committer.Costs.Skip(first).Average(c => (double)c.Bytes) * EventsPerSecond / eventsPerCommit;
        long allocated = (long)committer.Costs.Skip(first).Average(c => (double)c.Allocated) / eventsPerCommit;
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {eventsPerCommit} events over {entities} entities of 8 channels a commit: {perCommit * 1000:0.0} ms CPU (median {seconds[seconds.Length / 2] * 1000:0.0}),
            {share:P1} of a core at {EventsPerSecond} events/s, at most {eventsPerCommit / perCommit:N0} events/s, {written / 1e6:0.0} MB/s written,
            {allocated} bytes allocated an event, store {new FileInfo(folder.StorePath).Length / 1e6:0.0} MB,
            found again in {FindMicroseconds(store, keys):0.0} µs a key
            """));
        Assert.Equal(commits, committer.Costs.Count);
        Assert.True(seconds[seconds.Length / 2] * EventsPerSecond / eventsPerCommit < 0.3, $"Committing takes {share:P0} of a core; at most 30 % are allowed.");

        // What is looked up by entity may still grow a little.
        Assert.InRange(allocated, 0, 8);
    }

    /// <summary>Once what it reads is in memory.</summary>
    private static double FindMicroseconds(SqliteStateStore store, string[] keys)
    {
        double best = double.MaxValue;
        for (int i = 0; i < 10; i++)
        {
            long began = Stopwatch.GetTimestamp();
            Assert.DoesNotContain(null, store.Find(TestMonitor.Name, keys));
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalMicroseconds / keys.Length);
        }

        return best;
    }

    private sealed class MeasuredCommitter(SqliteStateStore store) : ICommitter
    {
        private readonly List<Poll> _waiting = [];

        public List<(TimeSpan Cpu, long Bytes, long Allocated)> Costs { get; } = [];

        public bool NeedsState => true;

        public ValueTask CommitAsync(Poll poll, CancellationToken cancellationToken)
        {
            _waiting.Add(poll);
            if (_waiting.Count == PollsPerCommit)
            {
                TimeSpan cpu = Environment.CpuUsage.TotalTime;
                long bytes = BytesWritten();
                long allocated = GC.GetAllocatedBytesForCurrentThread();
                store.Commit(_waiting);
                allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
                Costs.Add((Environment.CpuUsage.TotalTime - cpu, BytesWritten() - bytes, allocated));
                foreach (Poll done in _waiting)
                {
                    done.Release();
                }

                _waiting.Clear();
            }

            return ValueTask.CompletedTask;
        }

        /// <summary>By system calls, since the process began; 0 where the system does not tell.</summary>
        private static long BytesWritten()
        {
            const string Field = "wchar: ";
            return !File.Exists("/proc/self/io")
                ? 0
                : long.Parse(File.ReadLines("/proc/self/io").First(l => l.StartsWith(Field)).AsSpan(Field.Length), CultureInfo.InvariantCulture);
        }
    }
}
