using StreamAe.Host.Configuration;
using StreamAe.Host.Services.Reloads;
using StreamAe.Host.Tests.Configuration;

namespace StreamAe.Host.Tests.Services.Reloads;

public sealed class FixedSettingsTests : IDisposable
{
    private const string Keys = "api: {port: 8080, keys: [{name: ana, role: admin, hash: \"sha256:0000000000000000000000000000000000000000000000000000000000000000\"}]}\n";
    private readonly ServiceFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keep_OfTheSameFileReadAgain_FindsNothingThatWaits()
    {
        string text = $"{ServiceFolder.Valid}\n{Keys}health: {{port: 8081}}\nruntime: {{shards: 2, memory: 1GiB}}\ntelemetry: {{headers: {{a: b}}}}\n";
        ServiceConfiguration running = Load(text);
        ServiceConfiguration next = FixedSettings.Keep(running, Load(text), out IReadOnlyList<string> waiting);
        Assert.Empty(waiting);
        Assert.Equal(running.Runtime, next.Runtime);
    }

    [Theory]
    [InlineData("compute: scalar\n", "compute")]
    [InlineData("health: {port: 8081}\n", "health")]
    [InlineData("api: {port: 8080}\n", "api")]
    [InlineData("telemetry: {headers: {a: b}}\n", "telemetry")]
    [InlineData("store: {kind: postgresql, connection: Host=db}\n", "store")]
    [InlineData("runtime: {cluster: other, shards: 3}\n", "runtime")]
    public void Keep_OfWhatNeedsANewProcess_LeavesItAndNamesIt(string more, string key)
    {
        ServiceConfiguration running = Load(ServiceFolder.Valid), written = Load($"{ServiceFolder.Valid}\n{more}");
        ServiceConfiguration next = FixedSettings.Keep(running, written, out IReadOnlyList<string> waiting);
        Assert.Equal(key, Assert.Single(waiting));
        Assert.Equal((running.Compute, running.Health, running.Api, running.Store), (next.Compute, next.Health, next.Api, next.Store));
        Assert.Equal((running.Runtime.Cluster, written.Runtime.Shards), (next.Runtime.Cluster, next.Runtime.Shards));
    }

    [Fact]
    public void Keep_OfAnotherKey_NamesTheApi_AndOfAnotherRetention_TakesIt()
    {
        ServiceConfiguration running = Load($"{ServiceFolder.Valid}\n{Keys}");
        ServiceConfiguration written = Load($"{ServiceFolder.Valid}\n{Keys.Replace("0000\"", "0001\"", StringComparison.Ordinal)}store: {{kind: sqlite, keepScores: 3d}}\n");
        ServiceConfiguration next = FixedSettings.Keep(running, written, out IReadOnlyList<string> waiting);
        Assert.Equal("api", Assert.Single(waiting));
        Assert.Same(running.Api, next.Api);
        Assert.Equal(TimeSpan.FromDays(3), next.Store.KeepScores);
    }

    private ServiceConfiguration Load(string text)
    {
        ServiceFileResult read = _folder.Load(text);
        Assert.Empty(read.Errors);
        return read.Configuration!;
    }
}
