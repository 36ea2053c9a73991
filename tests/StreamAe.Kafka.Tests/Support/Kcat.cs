using System.Diagnostics;
using System.Text;

namespace StreamAe.Kafka.Tests.Support;

/// <summary>Another client, of another make: <c>kcat</c>.</summary>
internal static class Kcat
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The reason of a test that is skipped without it.</summary>
    public const string Missing = "kcat is not installed (Debian package kcat)";

    public static bool IsInstalled { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, "kcat")));

    public static async Task<string> RunAsync(string? input, params string[] arguments)
    {
        var start = new ProcessStartInfo("kcat")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        try
        {
            await process.WaitForExitAsync().WaitAsync(Limit);
        }
        catch (TimeoutException)
        {
            process.Kill();
            throw;
        }

        Assert.True(process.ExitCode == 0, await error);
        return await output;
    }

    /// <summary>Every message of a topic in a format of kcat's, one a line.</summary>
    public static async Task<string[]> ReadAsync(string brokers, string topic, string format) =>
        (await RunAsync(null, "-b", brokers, "-C", "-t", topic, "-e", "-q", "-f", format + "\n")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
