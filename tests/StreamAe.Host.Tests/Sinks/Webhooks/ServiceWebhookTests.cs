using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Host.Tests.Configuration;

namespace StreamAe.Host.Tests.Sinks.Webhooks;

/// <summary>A service whose alerts go to a webhook, across restarts.</summary>
public sealed class ServiceWebhookTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ServiceFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    /// <summary>What was raised while nobody listened arrives at the next start, once, under the ids of the log beside it.</summary>
    [Fact]
    public async Task Run_WhileTheServerIsDown_DeliversAtTheNextStart()
    {
        HookServer server = await HookServer.StartAsync();
        int port = server.Url.Port;
        await server.DisposeAsync();
        ServiceConfiguration configuration = Configuration(port);
        Assert.Equal(2, await RunAsync(configuration));

        server = await HookServer.StartAsync(port);
        int refused = 1;
        server.Answer = (_, context) =>
        {
            context.Response.StatusCode = refused-- > 0 ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        };
        await using (server)
        {
            Assert.Equal(0, await RunAsync(configuration));
            await RunAsync(configuration);
            string[] ids = [.. File.ReadAllLines(_folder.Root + "/alerts.jsonl").Select(l => l[7..39])];
            Assert.Equal(2, ids.Length);
            Assert.Equal(["silence/e0", "silence/e0", "silence/e1"], server.Requests.Select(r => r.Body));
            Assert.Equal([ids[0], .. ids], server.Requests.Select(r => r.Headers["Idempotency-Key"]));
        }
    }

    /// <summary>Three entities with a row a second, of which two fall silent for an hour; sinks want only one monitor's.</summary>
    private ServiceConfiguration Configuration(int port)
    {
        var rows = new StringBuilder("entity,t,x,y\n");
        for (int t = 0; t < 40; t++)
        {
            for (int e = 0; e < 3; e++)
            {
                rows.Append(CultureInfo.InvariantCulture, $"e{e},{t + (t == 39 && e < 2 ? 3600 : 0)},{t},1\n");
            }
        }

        _folder.Write("in/1.csv", rows.ToString());
        _folder.Write("a.yaml", "monitor: a\nsource: one\nalert: {m: 1, n: 1}\n");
        ServiceFileResult result = _folder.Load(
            $$"""
            data: state
            monitors: [a.yaml]
            sources: [{name: one, kind: files, paths: ["in/*.csv"]}]
            sinks:
              - {kind: log, path: alerts.jsonl}
              - {kind: webhook, url: "http://127.0.0.1:{{port}}/hook", template: "{kind}/{entity}"}
              - {kind: log, path: none.jsonl, minSeverity: critical}
            """);
        Assert.Empty(result.Errors);
        return result.Configuration!;
    }

    private static async Task<long> RunAsync(ServiceConfiguration configuration)
    {
        var run = new ServiceRun(configuration, new PartCatalog([]), TextWriter.Null, TimeProvider.System, NullLoggerFactory.Instance);
        ServiceSummary? summary = await run.RunAsync(null, Stop).WaitAsync(Patience, Stop);
        return summary!.Alerts;
    }
}
