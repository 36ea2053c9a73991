using System.Diagnostics;
using System.Globalization;
using StreamAe.Monitoring.Persistence;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>A process that is stopped within a commit, and goes on when another has taken over.</summary>
public sealed class PostgresPauseTests(PostgresFixture postgres)
{
    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public async Task Commit_OfAProcessThatWasPausedWithinIt_ChangesNothingAfterATakeover(float moment)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(), "Processes are stopped by a signal, which this system lacks.");
        using PostgresPlace place = postgres.NewPlace();
        using Process process = CommitLoop.Start(place.ConnectionString, "old");
        await CommitLoop.ReachCommitAsync(process, commits: 3, moment);
        Signal(process, "STOP");

        using PostgresStateStore next = place.OpenAs("next");
        SourceClaim claim = next.Claim(TestMonitor.Name, TestStream.SourceName);
        Assert.Equal(2, claim.Epoch);
        await TestMonitor.RunAsync(
            new StoreCommitter(next, 3), claim.Position!.Value + 2000, CommitLoop.Options, next, CommitLoop.Definition, CommitLoop.Keys);
        string[] before = [.. Tables(place)];

        Signal(process, "CONT");
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is string said && said != CommitLoop.After)
        {
        }

        Assert.Equal(before, Tables(place));
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private static IEnumerable<string> Tables(PostgresPlace place) =>
        ((string[])["position", "entity", "page", "model", "alert", "outbox", "monitor", "plan"]).Select(place.ReadTable);

    private static void Signal(Process process, string signal)
    {
        using Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }
}
