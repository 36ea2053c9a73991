using System.Diagnostics;
using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using StreamAe.Monitoring.Persistence;
using StreamAe.Storage.Postgres;
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

    /// <summary>As above at the worst instant, which a kill hits seldom: the server waits for rows and hears of no timeout.</summary>
    [Fact]
    public void Claim_WhileTheOwnerStandsStillSendingRows_EndsItsSession()
    {
        using PostgresPlace place = postgres.NewPlace();
        var options = new PostgresOptions { PausedTransactionTimeout = TimeSpan.FromSeconds(1) };
        using (PostgresStateStore old = place.OpenAs("old", options))
        {
            old.Claim("monitor", "source");
        }

        using var stuck = new NpgsqlConnection(place.ConnectionString + ";Pooling=false;Search Path=streamae");
        stuck.Open();
        stuck.Execute("SELECT pg_advisory_lock($1)", Sql.Int64(AdvisoryLock.KeyOf("instance", options.Schema, "old")));
        using NpgsqlTransaction transaction = stuck.BeginTransaction();
        stuck.Execute("SELECT id FROM position FOR UPDATE");
        stuck.Execute("CREATE TEMPORARY TABLE sent (number integer)");
        using NpgsqlBinaryImporter rows = stuck.BeginBinaryImport("COPY sent (number) FROM STDIN (FORMAT BINARY)");
        rows.StartRow();
        rows.Write(1, NpgsqlDbType.Integer);

        using PostgresStateStore next = place.OpenAs("next", options);
        Assert.Equal(2, next.Claim("monitor", "source").Epoch);
        Assert.ThrowsAny<NpgsqlException>(() => rows.Complete());
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
