using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.Host.Tests.Configuration;
using StreamAe.Host.Tests.Sinks.Webhooks;
using StreamAe.Monitoring.Alerts;

namespace StreamAe.Host.Tests.Sinks;

/// <summary>A service that tells of incidents: entities fall silent together, twice, with a restart between and one within.</summary>
public sealed class ServiceIncidentTests : IDisposable
{
    private const int Entities = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ServiceFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_EntitiesThatGoWrongTogether_AreOneIncidentForEverySink()
    {
        HookServer server = await HookServer.StartAsync();
        await using (server)
        {
            ServiceConfiguration configuration = Configuration(server.Url.Port);
            for (int file = 0; file < 4; file++)
            {
                WriteFile(file);
                await RunAsync(configuration);
            }

            JsonElement[] all = Read("all.jsonl");
            Assert.Equal(2 * Entities, all.Length);
            Assert.Equal(Enumerable.Repeat("opened", 1).Concat(Enumerable.Repeat("continued", Entities - 1)), all[..Entities].Select(a => Of(a, "change")));
            string[] incidents = [.. all.Select(a => Of(a, "id")).Distinct()];
            Assert.Equal([Incident.IdOf("a", 3600 * TimeSpan.TicksPerSecond), Incident.IdOf("a", 7200 * TimeSpan.TicksPerSecond)], incidents);
            Assert.Equal(Enumerable.Range(0, 2 * Entities).Select(i => 1 + (i % Entities)), all.Select(a => a.GetProperty("incident").GetProperty("entities").GetInt32()));
            Assert.All(all, a => Assert.Empty(a.GetProperty("incident").GetProperty("joined").EnumerateArray()));
            Assert.Equal(incidents, Read("first.jsonl").Select(a => Of(a, "id")));
            Assert.Equal(incidents.Select(i => $"opened {i}"), server.Requests.Select(r => r.Body));
            Assert.All(Read("plain.jsonl"), a => Assert.False(a.TryGetProperty("incident", out _)));
            Assert.Equal(2 * Entities, Read("plain.jsonl").Length);

            // What passes a filter changes no incident: no alert is critical, and none is told.
            Assert.Empty(Read("critical.jsonl"));
        }
    }

    private static string Of(JsonElement alert, string member) => alert.GetProperty("incident").GetProperty(member).GetString()!;

    private JsonElement[] Read(string file) =>
        File.Exists(_folder.Root + "/" + file) ? [.. File.ReadAllLines(_folder.Root + "/" + file).Select(l => JsonDocument.Parse(l).RootElement)] : [];

    /// <summary>A row a second; in files 1 and 2 half of the entities each come back after an hour, in file 3 all of them after another.</summary>
    private void WriteFile(int file)
    {
        var rows = new StringBuilder("entity,t,x,y\n");
        for (int e = 0; e < Entities; e++)
        {
            if (file == 0 || file == 3 || e % 2 == file % 2)
            {
                for (int t = 0; t < 40; t++)
                {
                    rows.Append(CultureInfo.InvariantCulture, $"e{e},{((file + 1) / 2 * 3600) + t + (file == 2 ? 60 : 0)},{t},1\n");
                }
            }
        }

        _folder.Write($"in/r{file}.csv", rows.ToString());
    }

    private ServiceConfiguration Configuration(int port)
    {
        _folder.Write("a.yaml", "monitor: a\nsource: one\nalert: {m: 1, n: 1}\n");
        WriteFile(0);
        ServiceFileResult result = _folder.Load(
            $$$"""
            data: state
            monitors: [a.yaml]
            sources: [{name: one, kind: files, paths: ["in/r*.csv"]}]
            sinks:
              - {kind: log, path: all.jsonl, incidents: 10m}
              - {kind: log, path: first.jsonl, incidents: 10m, perIncident: first}
              - {kind: log, path: plain.jsonl}
              - {kind: log, path: critical.jsonl, incidents: 10m, perIncident: first, minSeverity: critical}
              - {kind: webhook, url: "http://127.0.0.1:{{{port}}}/hook", template: "{incidentChange} {incident}", incidents: 10m, perIncident: first}
            """);
        Assert.Empty(result.Errors);
        return result.Configuration!;
    }

    private static async Task RunAsync(ServiceConfiguration configuration)
    {
        var run = new ServiceRun(configuration, new PartCatalog([]), TextWriter.Null, TimeProvider.System, NullLoggerFactory.Instance);
        await run.RunAsync(null, Stop).WaitAsync(Patience, Stop);
    }
}
