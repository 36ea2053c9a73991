using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamAe.MockBroker;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>
/// A mapping that is wrong sets every record aside; it is mended, and a replay brings them in: each once, and for the monitor that could not
/// take them alone, though another reads the same topic.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class LetterReplayTests
{
    private const int Pumps = 4;
    private const int Readings = 25;
    private const int All = Pumps * Readings;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Replay_AfterTheMappingWasMended_TakesEachLetterInOnce()
    {
        await using MockBrokerProcess broker = await KafkaFaultTests.StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers);
        int port = LoopbackPort.Find();
        string monitor = File.ReadAllText(folder.At("plant.yaml"));
        File.WriteAllText(folder.At("other.yaml"), monitor.Replace("monitor: plant", "monitor: other", StringComparison.Ordinal));
        File.WriteAllText(folder.At("plant.yaml"), monitor.Replace("time: t", "time: when", StringComparison.Ordinal));
        string service = File.ReadAllText(folder.At("service.yaml"));
        File.WriteAllText(
            folder.At("service.yaml"),
            service.Replace("monitors: [plant.yaml]", $"monitors: [plant.yaml, other.yaml]\napi: {{port: {port}, rateLimit: {{requests: 10000, burst: 10000}}}}", StringComparison.Ordinal));
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/api/v1/"), Timeout = Patience };
        Produce(broker.BootstrapServers);

        JsonElement[] letters = [];
        await RunAsync(folder, async () =>
        {
            await UntilAsync(async () => (await Events(client))["other"] == All && (await GetAsync(client, "dead-letters")).GetProperty("total").GetInt64() == All);
            letters = await LettersAsync(client);
            Assert.All(letters, l => Assert.Equal(("plant", "time"), (l.GetProperty("monitor").GetString(), l.GetProperty("reason").GetString())));

            // As things are, every one of them would become a letter again.
            JsonElement tried = await ReplayAsync(client, letters, dryRun: true);
            Assert.Equal(All, CountOf(tried, "undecodable"));
        });

        File.WriteAllText(folder.At("plant.yaml"), monitor);
        await RunAsync(folder, async () =>
        {
            await UntilAsync(async () => (await Events(client)).Count == 2);
            Assert.Equal(All, (await LettersAsync(client)).Length);
            Assert.Equal(All, CountOf(await ReplayAsync(client, letters, dryRun: true), "ready"));
            Assert.Equal(0, (await Events(client))["plant"]);

            Assert.Equal(All, CountOf(await ReplayAsync(client, letters), "replayed"));
            await UntilAsync(async () => (await Events(client))["plant"] == All);
            Assert.Equal(All, CountOf(await ReplayAsync(client, letters), "alreadyReplayed"));
            JsonElement marked = (await LettersAsync(client))[0].GetProperty("replayed");
            Assert.Equal(("console", "path mended"), (marked.GetProperty("author").GetString(), marked.GetProperty("reason").GetString()));
            JsonElement audit = (await GetAsync(client, "audit?monitor=plant")).GetProperty("items").EnumerateArray().Single(e => e.GetProperty("what").GetString() == "letters replayed");
            Assert.StartsWith($"{All} letters: plant/kafka:readings/", audit.GetProperty("after").GetString(), StringComparison.Ordinal);

            // Those of entities that have gone on would be refused as late.
            Assert.Equal(All, CountOf(await ReplayAsync(client, letters, dryRun: true, again: true), "late"));
            await AssertCountedOnceAsync(client);
        });

        await RunAsync(folder, async () =>
        {
            await UntilAsync(async () => (await Events(client)).Count == 2);
            Assert.Equal(All, CountOf(await ReplayAsync(client, letters), "alreadyReplayed"));
            ProcessResult tried = await StreamAeProcess.RunInAsync(
                folder.Root, "dead-letters", "replay", "--config", "service.yaml", "--cause", "time", "--max", "500", "--reason", "once more", "--json");
            Assert.True(tried.ExitCode == 0, tried.Error);
            JsonElement[] outcomes = [.. JsonDocument.Parse(tried.Output).RootElement.EnumerateArray()];
            Assert.Equal(All, outcomes.Length);
            Assert.All(outcomes, o => Assert.Equal("alreadyReplayed", o.GetProperty("state").GetString()));
            ProcessResult listed = await StreamAeProcess.RunInAsync(folder.Root, "dead-letters", "list", "--config", "service.yaml", "--max", "3", "--json");
            Assert.Equal(3, JsonDocument.Parse(listed.Output).RootElement.EnumerateArray().Count(l => l.GetProperty("replayed").GetProperty("author").GetString() == "console"));
            await AssertCountedOnceAsync(client);
        });
        AssertCopies(broker.BootstrapServers);
    }

    private static void Produce(string brokers)
    {
        using IProducer<string, string> producer = new ProducerBuilder<string, string>(new ProducerConfig { BootstrapServers = brokers }).SetLogHandler((_, _) => { }).Build();
        for (int i = 0; i < All; i++)
        {
            string pump = string.Create(CultureInfo.InvariantCulture, $"p{i % Pumps}");
            string value = string.Create(CultureInfo.InvariantCulture, $$"""{"pump":"{{pump}}","t":{{1_700_000_000 + i}},"flow":{{i % 7}},"pressure":3,"current":7}""");
            producer.Produce(PlantFolder.Readings, new Message<string, string> { Key = pump, Value = value });
        }

        producer.Flush(Stop);
    }

    private static async Task RunAsync(PlantFolder folder, Func<Task> work)
    {
        using StreamAeProcess process = folder.Start();
        try
        {
            await work();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            throw new InvalidOperationException($"{error.Message}{process.Captured()}", error);
        }

        process.Terminate();
        Assert.Equal(0, (await process.WaitForExitAsync()).ExitCode);
    }

    /// <summary>All that lies in the topic was read, and every reading has one verdict of each monitor.</summary>
    private static async Task AssertCountedOnceAsync(HttpClient client)
    {
        await UntilAsync(async () => (await GetAsync(client, "sources")).GetProperty("items").EnumerateArray().All(
            s => s.GetProperty("positions").EnumerateArray().Sum(p => p.GetProperty("position") is { ValueKind: JsonValueKind.Number } next ? next.GetInt64() : 0) == 2 * All));
        foreach (string monitor in (string[])["plant", "other"])
        {
            for (int pump = 0; pump < Pumps; pump++)
            {
                JsonElement entity = await GetAsync(client, $"monitors/{monitor}/entity?key=p{pump}");
                Assert.Equal((Readings, 0), (entity.GetProperty("observations").GetInt64(), entity.GetProperty("rejected").GetInt64()));
            }
        }
    }

    /// <summary>Each reading lies in its partition twice, and the second time it says of which it is a copy.</summary>
    private static void AssertCopies(string brokers)
    {
        var settings = new ConsumerConfig { BootstrapServers = brokers, GroupId = "test", AutoOffsetReset = AutoOffsetReset.Earliest, EnablePartitionEof = true };
        using IConsumer<string, string> consumer = new ConsumerBuilder<string, string>(settings).SetLogHandler((_, _) => { }).Build();
        using IAdminClient admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        int copies = 0;
        foreach (PartitionMetadata partition in admin.GetMetadata(PlantFolder.Readings, Patience).Topics[0].Partitions)
        {
            var values = new List<string>();
            consumer.Assign(new TopicPartitionOffset(PlantFolder.Readings, partition.PartitionId, 0));
            while (consumer.Consume(Patience) is { IsPartitionEOF: false } read)
            {
                if (read.Message.Headers?.TryGetLastBytes("streamae-replay-of", out byte[] place) == true)
                {
                    long of = long.Parse(Encoding.UTF8.GetString(place).Split('@')[1], CultureInfo.InvariantCulture);
                    Assert.Equal(values[(int)of], read.Message.Value);
                    Assert.Equal("plant", Encoding.UTF8.GetString(read.Message.Headers!.GetLastBytes("streamae-replay-for")));
                    copies++;
                }

                values.Add(read.Message.Value);
            }

            Assert.All(values.GroupBy(v => v, StringComparer.Ordinal), g => Assert.Equal(2, g.Count()));
        }

        Assert.Equal(All, copies);
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string address) => await client.GetFromJsonAsync<JsonElement>(address, Stop);

    private static async Task<JsonElement[]> LettersAsync(HttpClient client) =>
        [.. (await GetAsync(client, "dead-letters?limit=500")).GetProperty("items").EnumerateArray()];

    private static async Task<Dictionary<string, long>> Events(HttpClient client) =>
        (await GetAsync(client, "monitors")).GetProperty("items").EnumerateArray().ToDictionary(m => m.GetProperty("name").GetString()!, m => m.GetProperty("events").GetInt64());

    private static async Task<JsonElement> ReplayAsync(HttpClient client, JsonElement[] letters, bool dryRun = false, bool again = false)
    {
        using HttpResponseMessage answer = await client.PostAsJsonAsync(
            $"dead-letters/replay?dryRun={(dryRun ? "true" : "false")}",
            new
            {
                letters = letters.Select(l => new { monitor = l.GetProperty("monitor").GetString(), source = l.GetProperty("source").GetString(), position = l.GetProperty("position").GetInt64() }),
                reason = "path mended",
                again,
            },
            Stop);
        string text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private static int CountOf(JsonElement replay, string state) => replay.GetProperty("items").EnumerateArray().Count(i => i.GetProperty("state").GetString() == state);

    private static async Task UntilAsync(Func<Task<bool>> isTrue)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(Patience);
        while (true)
        {
            try
            {
                if (await isTrue())
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It is starting.
            }

            await Task.Delay(100, limit.Token);
        }
    }
}
