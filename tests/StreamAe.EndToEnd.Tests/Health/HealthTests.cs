using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using StreamAe.EndToEnd.Tests.Kafka;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.EndToEnd.Tests.Health;

/// <summary>What a process says of itself from its start to its end.</summary>
public sealed class HealthTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly HealthProbe _probe = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _probe.Dispose();
    }

    [Fact]
    public async Task Run_OnOneProcess_IsReadyUntilItEnds()
    {
        using StreamAeProcess process = Start("");
        await process.WaitForErrorAsync("Answers /health/live");
        HealthAnswer ready = await _probe.WaitForAsync("ready", process);
        Assert.Equal((200, 0), (ready.Code, ready.Reasons.Length));
        Assert.Equal("local", ready.Body.GetProperty("runtime").GetString());
        Assert.Equal(JsonValueKind.Null, ready.Body.GetProperty("cluster").ValueKind);
        JsonElement monitor = Assert.Single(ready.Body.GetProperty("monitors").EnumerateArray());
        Assert.Equal(
            ("cards", "shop", "running"),
            (monitor.GetProperty("name").GetString(), monitor.GetProperty("source").GetString(), monitor.GetProperty("state").GetString()));
        HealthAnswer live = await _probe.LiveAsync();
        Assert.Equal((200, "live"), (live.Code, live.Status));
        await AssertBadRequestsAreHarmlessAsync();
        await AssertCommandAsync();
        process.Terminate();
        Assert.Equal(0, (await process.WaitForExitAsync()).ExitCode);
        await Assert.ThrowsAsync<HttpRequestException>(_probe.LiveAsync);
    }

    [Fact]
    public async Task Run_OnASilo_IsStartingUntilItHasJoined()
    {
        OrleansPart.SkipWhereLeftOut();
        using StreamAeProcess process = Start("runtime: {kind: orleans}");
        await process.WaitForErrorAsync("Answers /health/live");
        HealthAnswer first = await _probe.ReadyAsync();
        Assert.Equal((503, "starting"), (first.Code, first.Status));
        Assert.Equal(["starting"], first.Reasons);
        Assert.Equal(200, (await _probe.LiveAsync()).Code);
        HealthAnswer ready = await _probe.WaitForAsync("ready", process);
        JsonElement cluster = ready.Body.GetProperty("cluster");
        Assert.Equal(("Active", 1), (cluster.GetProperty("status").GetString(), cluster.GetProperty("members").GetInt32()));
        process.Terminate();
        Assert.Equal(0, (await process.WaitForExitAsync()).ExitCode);
    }

    [Fact]
    public async Task Run_DatabaseGoesAway_IsUnreadyAndLives_AndDrainsWhenItIsBack()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        using PostgresServer database = PostgresServer.Start();
        using StreamAeProcess process = Start(SharedStoreTests.StoreOf(database, "one"));
        await process.WaitForErrorAsync("Answers /health/live");
        await _probe.WaitForAsync("ready", process);
        database.Stop();
        HealthAnswer away = await _probe.WaitForAsync("unready", process);
        Assert.Equal(503, away.Code);
        Assert.Equal(["the store does not answer"], away.Reasons);
        Assert.Equal(200, (await _probe.LiveAsync()).Code);
        Assert.DoesNotContain(PostgresServer.Password, away.Body.GetRawText(), StringComparison.Ordinal);
        database.Restart();
        await _probe.WaitForAsync("ready", process);

        // What it has read cannot be committed yet: that is when one sees it drain.
        database.Stop();
        await _probe.WaitForAsync("unready", process);
        process.Terminate();
        HealthAnswer draining = await _probe.WaitForAsync("draining", process);
        Assert.Equal(503, draining.Code);
        Assert.Equal(["draining"], draining.Reasons);
        Assert.Equal(200, (await _probe.LiveAsync()).Code);
        database.Restart();
        Assert.Equal(0, (await process.WaitForExitAsync()).ExitCode);
    }

    [Fact]
    public async Task Run_NoBroker_IsUnreadyAndLives()
    {
        const string Nowhere = "127.0.0.1:1";
        using var folder = new PlantFolder(Nowhere);
        folder.WriteService("service.yaml", Nowhere, _probe.Yaml);
        using StreamAeProcess process = folder.Start();
        await process.WaitForErrorAsync("Answers /health/live");
        HealthAnswer away = await _probe.WaitForAsync("unready", process);
        Assert.Equal(["monitor plant: source plant reaches no broker"], away.Reasons);
        Assert.Equal(200, (await _probe.LiveAsync()).Code);
    }

    [Fact]
    public async Task Run_APortThatIsTaken_EndsBeforeAnythingIsDone()
    {
        using var taken = new TcpListener(IPAddress.Loopback, _probe.Port);
        taken.Start();
        using StreamAeProcess process = Start("");
        ProcessResult result = await process.WaitForExitAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith($"streamae: Nothing can be served at 127.0.0.1:{_probe.Port}: ", result.Error.TrimEnd('\n').Split('\n')[^1]);
        Assert.False(Directory.Exists(_folder.At("state")));
    }

    private async Task AssertBadRequestsAreHarmlessAsync()
    {
        Assert.Equal(404, (await _probe.AskAsync("/")).Code);
        Assert.Equal(404, (await _probe.AskAsync("/health/../../etc/passwd")).Code);
        using var post = new HttpRequestMessage(HttpMethod.Post, _probe.UrlOf("/health/ready")) { Content = new StringContent("x") };
        Assert.Equal(HttpStatusCode.MethodNotAllowed, await _probe.SendAsync(post));
        using var head = new HttpRequestMessage(HttpMethod.Head, _probe.UrlOf("/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await _probe.SendAsync(head));
        using var large = new HttpRequestMessage(HttpMethod.Get, _probe.UrlOf("/health/live"));
        large.Headers.Add("X-Much", new string('x', 100_000));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await _probe.SendAsync(large));

        // Connections that say nothing, and one that says something else.
        var silent = new List<TcpClient>();
        for (int i = 0; i < 50; i++)
        {
            silent.Add(new TcpClient("127.0.0.1", _probe.Port));
        }

        await silent[0].GetStream().WriteAsync(Encoding.Latin1.GetBytes(new string('\u00ff', 5000)), Stop);
        Assert.Equal(200, (await _probe.ReadyAsync()).Code);
        silent.ForEach(c => c.Dispose());
    }

    private async Task AssertCommandAsync()
    {
        ProcessResult ready = await StreamAeProcess.RunAsync("health", "--url", _probe.UrlOf("/health/ready").ToString());
        Assert.Equal(0, ready.ExitCode);
        Assert.Contains("\"status\": \"ready\"", ready.Output);
        ProcessResult unknown = await StreamAeProcess.RunAsync("health", "--url", _probe.UrlOf("/health").ToString());
        Assert.Equal(1, unknown.ExitCode);
        using var nobody = new HealthProbe();
        ProcessResult none = await StreamAeProcess.RunAsync("health", "--url", nobody.UrlOf("/health/ready").ToString());
        Assert.Equal(1, none.ExitCode);
        Assert.StartsWith("streamae: http://127.0.0.1:", none.Error);
        ProcessResult optional = await StreamAeProcess.RunAsync("health", "--optional", "--url", nobody.UrlOf("/health/ready").ToString());
        Assert.Equal(0, optional.ExitCode);
    }

    /// <summary>A stream without end.</summary>
    private StreamAeProcess Start(string more)
    {
        _folder.Write("cards.yaml", "monitor: cards\nfeatures: [amount]\ncohort: none\n");
        _folder.Write(
            "service.yaml",
            $$"""
            data: state
            monitors: [cards.yaml]
            sources: [{name: shop, kind: simulator, stream: cards, rate: 500, entities: 20}]
            sinks: []
            {{_probe.Yaml}}
            {{more}}
            """);
        return StreamAeProcess.StartIn(_folder.Root, "run", "--config", "service.yaml");
    }
}
