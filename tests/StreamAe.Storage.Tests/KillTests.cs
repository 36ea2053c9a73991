using System.Diagnostics;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Numerics.Randomness;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>A process that is killed while it commits: over every store.</summary>
public abstract class KillTests
{
    private const int Kills = 10;

    private protected abstract StorePlace NewPlace();

    /// <summary>What tells <see cref="CommitLoop"/> where to commit.</summary>
    private protected abstract string[] ArgumentsOf(StorePlace place);

    [Fact]
    public async Task Kill_AtAnyMoment_LeavesEffectsAndPositionsThatAgree()
    {
        using StorePlace place = NewPlace();
        var random = new PhiloxRandom(42);
        long position = 0;
        for (int kill = 0; kill < Kills; kill++)
        {
            await RunAndKillAsync(place, commits: 1 + random.NextInt32(5), moment: random.NextSingle());
            using IStateStore store = place.Open();
            if (store.Load(TestMonitor.Name) is StoredMonitor stored)
            {
                long before = position;
                position = stored.Positions[TestStream.SourceName];
                Assert.InRange(position, before, CommitLoop.End);
                Assert.Equal(position, stored.Progress.Observations);
                Assert.Equal(position, Progress.SumOf(stored));
            }
        }

        // Ten lives and ten deaths later: what one undisturbed run gives.
        Assert.InRange(position, 1, CommitLoop.End - 1);
        var alerts = new List<string>();
        SortedDictionary<string, string> expected = await TestMonitor.RunAsync(
            new NullCommitter(observe: poll => alerts.AddRange(poll.Parts.SelectMany(p => p.Alerts).Select(a => a.Id))),
            position,
            CommitLoop.Options,
            restoreFrom: null,
            CommitLoop.Definition,
            CommitLoop.Keys);
        using IStateStore final = place.Open();
        await using LocalRuntime runtime = TestMonitor.Start(new NullCommitter(), CommitLoop.Options, CommitLoop.Definition);
        StoredMonitorLoader.Load(final, runtime);
        Assert.Equal(expected, TestMonitor.StatesOf(runtime.Entities));
        Assert.Equal(alerts.Order(), final.ReadOutbox(StorePlace.Sink, int.MaxValue).Select(a => a.Id).Order());
    }

    /// <summary>Lets the process commit, and kills it during the commit after the last, at a moment between its beginning and its usual end.</summary>
    /// <param name="moment">0 … 1</param>
    private async Task RunAndKillAsync(StorePlace place, int commits, float moment)
    {
        using Process process = Start(place);
        long began = 0;
        TimeSpan usual = TimeSpan.Zero;
        while (commits >= 0)
        {
            string? said = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
            switch (said)
            {
                case CommitLoop.Before:
                    commits--;
                    began = Stopwatch.GetTimestamp();
                    break;
                case CommitLoop.After:
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

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private protected Process Start(StorePlace place)
    {
        string assembly = typeof(KillTests).Assembly.Location;
        return Process.Start(new ProcessStartInfo("dotnet", ["exec", assembly, CommitLoop.Argument, .. ArgumentsOf(place)])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
