using System.Text.Json;
using Confluent.Kafka;
using StreamAe.EndToEnd.Tests.Run;
using StreamAe.MockBroker;

namespace StreamAe.EndToEnd.Tests.Alerts;

/// <summary>Alerts that carry their incident, in a file and a topic, of a service that is killed over and over.</summary>
public sealed class IncidentSinkTests
{
    private const string Topic = "alerts";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>
    /// An alert goes out with the same incident however often it is sent and to whatever sink; those that are told once an incident are the
    /// ones that say so; and the last alert of each incident has the id that operators see.
    /// </summary>
    [Fact]
    public async Task Run_KilledSeveralTimes_TellsTheIncidentsThatAreListed()
    {
        await using MockBrokerProcess broker = await MockBrokerProcess.StartAsync();
        await broker.CreateTopicAsync(Topic, 1);
        using var folder = new ServiceFolder();
        folder.Write("service.yaml", File.ReadAllText(folder.At("service.yaml")).Replace(
            "sinks: [{kind: console}, {kind: log, path: alerts.jsonl}]",
            $$"""
            sinks:
              - {kind: console}
              - {kind: log, path: alerts.jsonl, incidents: 2h}
              - {kind: log, path: first.jsonl, incidents: 2h, perIncident: first}
              - {kind: kafka, brokers: ["{{broker.BootstrapServers}}"], topic: {{Topic}}, incidents: 2h}
            """, StringComparison.Ordinal));
        for (int kill = 0; kill < 3; kill++)
        {
            using StreamAeProcess process = folder.Start();
            await process.WaitForOutputAsync("pumps/pump-");
            process.Kill();
            await process.WaitForExitAsync();
        }

        await folder.RunAsync();

        // The same id, the same message: sent again after a kill, it says the same.
        string[] lines = [.. folder.Alerts().Distinct()];
        Assert.Equal(lines.Length, lines.Select(ServiceFolder.IdOf).Distinct().Count());
        JsonElement[] listed = await ListAsync(folder);
        Assert.InRange(listed.Length, 2, lines.Length - 1);
        string[] ids = [.. lines.Select(ServiceFolder.IdOf)];
        JsonElement[] incidents = [.. lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("incident"))];
        Assert.Equal(lines.Length, listed.Sum(i => i.GetProperty("alerts").GetArrayLength()));
        foreach (JsonElement incident in listed)
        {
            int last = incident.GetProperty("alerts").EnumerateArray().Max(a => Array.IndexOf(ids, a.GetString()));
            Assert.Equal(incident.GetProperty("id").GetString(), incidents[last].GetProperty("id").GetString());
        }

        string[] first = [.. File.ReadAllLines(folder.At("first.jsonl")).Distinct()];
        Assert.Equal(lines.Where((_, i) => incidents[i].GetProperty("change").GetString() != "continued"), first);
        Assert.InRange(first.Length, listed.Length, lines.Length - 1);
        Assert.Equal(lines.Order(StringComparer.Ordinal), ReadTopic(broker.BootstrapServers, lines.Length).Order(StringComparer.Ordinal));
    }

    private static async Task<JsonElement[]> ListAsync(ServiceFolder folder)
    {
        ProcessResult result = await StreamAeProcess.RunInAsync(
            folder.Root, ["alerts", "list", "--data", "state", "--max", "100000", "--incidents", "--gap", "2h", "--json"]);
        Assert.Equal(0, result.ExitCode);
        using JsonDocument document = JsonDocument.Parse(result.Output);
        return [.. document.RootElement.Clone().EnumerateArray()];
    }

    /// <summary>The different messages of the topic, once there are so many.</summary>
    private static HashSet<string> ReadTopic(string brokers, int count)
    {
        using IConsumer<string, string> consumer = new ConsumerBuilder<string, string>(new ConsumerConfig
        {
            BootstrapServers = brokers,
            GroupId = "reader",
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnableAutoCommit = false,
        }).SetLogHandler((_, _) => { }).Build();
        consumer.Assign(new TopicPartitionOffset(Topic, 0, Offset.Beginning));
        var found = new HashSet<string>(StringComparer.Ordinal);
        long start = Environment.TickCount64;
        while (found.Count < count && Environment.TickCount64 - start < Patience.TotalMilliseconds)
        {
            if (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { Message: { } message })
            {
                found.Add(message.Value);
            }
        }

        return found;
    }
}
