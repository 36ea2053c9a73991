using System.Diagnostics;

namespace StreamAe.EndToEnd.Tests.Browser;

/// <summary>The console's own tests, of all that needs no browser.</summary>
public sealed class ConsoleUnitTests
{
    [Fact]
    public async Task NpmTest_Passes()
    {
        string folder = Path.Combine(Repository.Root, "src", "StreamAe.Host", "Console");
        Assert.SkipUnless(
            File.Exists(Path.Combine(folder, "node_modules", ".installed")), "The console's packages are not here: this build has left it out, for want of node and npm.");
        var start = new ProcessStartInfo("npm") { WorkingDirectory = folder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("test");
        using Process npm = Process.Start(start)!;
        Task<string> output = npm.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Task<string> error = npm.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await npm.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        Assert.True(npm.ExitCode == 0, $"{await output}{await error}");
        Assert.Contains("pass ", await output, StringComparison.Ordinal);
    }
}
