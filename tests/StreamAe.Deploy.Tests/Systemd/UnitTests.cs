using System.Text.RegularExpressions;

namespace StreamAe.Deploy.Tests.Systemd;

/// <summary>deploy/systemd/streamae.service by systemd itself.</summary>
public sealed class UnitTests
{
    /// <summary>systemd-analyze's own measure, from 0 to 10. What is left is the network, and code that is compiled at run time.</summary>
    private const double MostExposure = 1.6;

    /// <summary>The executable's own limit of a stop (StreamAeCommand), in seconds.</summary>
    private const int StopLimit = 25;

    private static readonly string Unit = Repository.PathTo("deploy", "systemd", "streamae.service");

    [Fact]
    public async Task Unit_IsTakenBySystemd()
    {
        // The executable is not installed here.
        using var folder = new TestFolder();
        string text = Regex.Replace(File.ReadAllText(Unit), "ExecStart=[^ ]+", "ExecStart=/bin/true");
        ToolResult result = await Tool.RunAsync(Analyze(), "verify", folder.Write("streamae.service", text));
        result.AssertSucceeded();
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Unit_IsHardened()
    {
        ToolResult result = await Tool.RunAsync(Analyze(), "security", "--offline=true", "--no-pager", Unit);
        Match level = Regex.Match(result.Output, @"Overall exposure level for streamae\.service: ([\d.]+)");
        Assert.True(level.Success, result.Output + result.Error);
        Assert.True(double.Parse(level.Groups[1].Value) <= MostExposure, result.Output);
    }

    [Fact]
    public void Unit_WaitsForTheDrain_AndDoesNotRestartWhatIsConfiguredWrongly()
    {
        string text = File.ReadAllText(Unit);
        Assert.True(int.Parse(Regex.Match(text, @"^TimeoutStopSec=(?<seconds>\d+)s$", RegexOptions.Multiline).Groups["seconds"].Value) > StopLimit);
        Assert.Contains("\nRestart=on-failure\n", text);
        Assert.Contains("\nRestartPreventExitStatus=2\n", text);
        Assert.Contains("\nExecReload=/bin/kill -HUP $MAINPID\n", text);
        Assert.DoesNotContain("MemoryDenyWriteExecute=yes\n", text.Replace("# .NET compiles at run time: MemoryDenyWriteExecute=yes would end it.\n", ""));
    }

    private static string Analyze()
    {
        string? analyze = Tool.Find("systemd-analyze");
        Assert.SkipWhen(analyze is null, "there is no systemd-analyze (Debian: systemd)");
        return analyze!;
    }
}
