using System.Diagnostics;
using StreamAe.Monitoring.Definitions;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Storage.Tests.Support;

/// <summary>
/// The process that KillTests kills: goes on from what is stored and commits without end. Before and after each commit it says so and waits
/// for a line in answer.
/// </summary>
internal static class CommitLoop
{
    public const string Argument = "commit-loop";

    public const string Before = "before";
    public const string After = "after";

    // More than ten lives reach.
    public const long End = 1_000_000;

    private const int PollsPerCommit = 3;

    private static readonly PostgresOptions Patience = new() { PausedTransactionTimeout = TimeSpan.FromSeconds(5) };

    public static RuntimeOptions Options { get; } = TestMonitor.Options(shards: 2, pollRows: 400);

    public static MonitorDefinition Definition { get; } = TestMonitor.Definition with
    {
        Training = TestMonitor.Definition.Training with { Every = TimeSpan.FromHours(8) },
    };

    /// <summary>Enough of them for commits of some milliseconds: a kill must have something to hit.</summary>
    public static IReadOnlyList<string> Keys { get; } = [.. Enumerable.Range(0, 200).Select(i => $"entity {i}")];

    /// <param name="place">A data folder, or a connection string and the name of an instance.</param>
    public static async Task<int> RunAsync(string[] place)
    {
        using IStateStore store = place is [string connectionString, string instance]
            ? PostgresStateStore.Open(connectionString, [StorePlace.Sink], instance, Patience)
            : SqliteStateStore.Open(place[0], [StorePlace.Sink]);
        store.Claim(Definition.Name, TestStream.SourceName);
        await TestMonitor.RunAsync(new StoreCommitter(new Announced(store), PollsPerCommit), End, Options, store, Definition, Keys);
        return 0;
    }

    public static Process Start(params string[] place)
    {
        string assembly = typeof(CommitLoop).Assembly.Location;
        return Process.Start(new ProcessStartInfo("dotnet", ["exec", assembly, Argument, .. place])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>Lets the process commit, and returns during the commit after the last, at a moment between its beginning and its usual end.</summary>
    /// <param name="moment">0 … 1</param>
    public static async Task ReachCommitAsync(Process process, int commits, float moment)
    {
        long began = 0;
        TimeSpan usual = TimeSpan.Zero;
        while (commits >= 0)
        {
            string? said = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            switch (said)
            {
                case Before:
                    commits--;
                    began = Stopwatch.GetTimestamp();
                    break;
                case After:
                    usual = Stopwatch.GetElapsedTime(began);
                    break;
                default:
                    Assert.Fail($"The process ended by itself: {await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)}");
                    break;
            }

            process.StandardInput.WriteLine("go on");
            process.StandardInput.Flush();
        }

        while (Stopwatch.GetElapsedTime(began) < usual * moment)
        {
            Thread.SpinWait(10);
        }
    }

    private sealed class Announced(IStateStore store) : PassThroughStore(store)
    {
        public override CommitOutcome Commit(IReadOnlyList<Poll> polls)
        {
            Announce(Before);
            CommitOutcome outcome = base.Commit(polls);
            Announce(After);
            return outcome;
        }

        private static void Announce(string moment)
        {
            Console.Out.WriteLine(moment);
            Console.Out.Flush();
            Console.In.ReadLine();
        }
    }
}
