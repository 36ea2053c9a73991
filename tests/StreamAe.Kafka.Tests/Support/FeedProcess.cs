using System.Diagnostics;
using StreamAe.Monitoring.Runtime;

namespace StreamAe.Kafka.Tests.Support;

/// <summary>A feed in a process of its own, with the store that it shares with others.</summary>
internal sealed class FeedProcess : IDisposable
{
    public const string Argument = "feed-process";

    private readonly Process _process;

    private FeedProcess(Process process) => _process = process;

    /// <summary>What the process does: runs the feed until its standard input ends.</summary>
    public static async Task<int> RunAsync(string brokers, string topic, string group, string store)
    {
        using var shared = new SharedStore(store);
        await using FeedUnderTest feed = FeedUnderTest.Start(
            FeedUnderTest.Options(brokers, topic, group), shared, new RuntimeOptions { Shards = 1, PollRows = 256 });
        Task<string> end = Console.In.ReadToEndAsync();
        await Task.WhenAny(end, feed.Running);
        await feed.StopAsync();
        await Console.Error.WriteLineAsync(feed.Log.ToString());
        return 0;
    }

    public static FeedProcess Start(string brokers, string topic, string group, string store)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true };
        foreach (string argument in (string[])[typeof(FeedProcess).Assembly.Location, Argument, brokers, topic, group, store])
        {
            start.ArgumentList.Add(argument);
        }

        return new FeedProcess(Process.Start(start)!);
    }

    /// <summary>Asks it to end in order.</summary>
    public async Task<int> StopAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return _process.ExitCode;
    }

    /// <summary><c>kill -9</c>.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
