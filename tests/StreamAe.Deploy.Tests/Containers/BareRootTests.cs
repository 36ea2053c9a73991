using System.Runtime.InteropServices;

namespace StreamAe.Deploy.Tests.Containers;

/// <summary>
/// The executable where the image has it: in a root that holds the runtime, glibc, OpenSSL, certificates and time zones alone, read-only but
/// for /data and /tmp, as user 1654 without a name or a home (build/bare-root.sh).
/// </summary>
public sealed class BareRootTests : IDisposable
{
    private readonly TestFolder _data = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public async Task Service_WritesToItsDataFolderAlone()
    {
        ToolResult result = await RunAsync("run", "--config", "/deploy/service.yaml", "--seconds", "5", "--json");
        result.AssertSucceeded();
        Assert.Contains("\"events\"", result.Output);
        Assert.True(File.Exists(_data.At("service/streamae.db")));
    }

    /// <summary>SQLite and Kafka's client are native: what they need must be there. The broker is the demo's own.</summary>
    [Fact]
    public async Task Demo_OnKafka_LosesNothing()
    {
        ToolResult result = await RunAsync("demo", "--kafka", "--seconds", "10", "--no-console", "--port", "0");
        result.AssertSucceeded();
        Assert.Contains("none lost, none doubled", result.Output);
        Assert.True(File.Exists(_data.At("demo-kafka/streamae.db")));
    }

    [Fact]
    public async Task Root_IsReadOnly()
    {
        ToolResult result = await RunAsync("demo", "--seconds", "3", "--no-console", "--port", "0", "--data", "/streamae/elsewhere");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("Read-only file system", result.Error);
    }

    /// <summary>Quiet hours name a zone, which the image's base has to know.</summary>
    [Fact]
    public async Task Zones_OfQuietHours_AreKnown()
    {
        _data.Write("m.yaml", "monitor: m\nalert: {quiet: [{from: \"22:00\", to: \"06:00\", zone: Europe/Berlin}]}\n");
        ToolResult result = await RunAsync("monitors", "validate", "/data/m.yaml");
        result.AssertSucceeded();
    }

    private async Task<ToolResult> RunAsync(params string[] arguments)
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64 && Environment.IsPrivilegedProcess,
            "a root of its own needs Linux on x64, and to be root");
        ToolResult may = await Tool.RunAsync("unshare", "--mount", "--propagation", "private", "true");
        Assert.SkipUnless(may.ExitCode == 0, $"this machine lets nobody mount: {may.Error.Trim()}");
        (await Tool.RunAsync("chown", "-R", "1654:1654", _data.Root)).AssertSucceeded();
        return await Tool.RunAsync(Repository.PathTo("build", "bare-root.sh"), [HostOutput.Folder, _data.Root, .. arguments]);
    }
}
