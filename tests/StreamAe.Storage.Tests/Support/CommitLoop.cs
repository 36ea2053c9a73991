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
            ? PostgresStateStore.Open(connectionString, [StorePlace.Sink], instance)
            : SqliteStateStore.Open(place[0], [StorePlace.Sink]);
        await TestMonitor.RunAsync(new StoreCommitter(new Announced(store), PollsPerCommit), End, Options, store, Definition, Keys);
        return 0;
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
