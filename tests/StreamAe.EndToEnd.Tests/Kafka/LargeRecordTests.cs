using System.Globalization;
using Confluent.Kafka;
using Microsoft.Data.Sqlite;
using StreamAe.MockBroker;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>
/// Messages of ten megabytes among ordinary ones: one within the limit is judged, one above it is set aside with its reason, nobody else
/// notices, and memory stays bounded.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class LargeRecordTests
{
    private const string Topic = "large";
    private const int MiB = 1 << 20;
    private const int Allowed = 10 * MiB;
    private const int TooLarge = 13 * MiB;

    /// <summary>
    /// Of the whole process, however many came: one message is copied some times on its way, to the store and to the topic of dead letters, and the
    /// collector takes its time with buffers that large.
    /// </summary>
    private const long MostMemoryMiB = 512;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_TenMegabytesAMessage_JudgesOrSetsAsideAndGoesOn()
    {
        await using MockBrokerProcess broker = await KafkaFaultTests.StartBrokerAsync();
        int rounds = LongTests.Times(ordinary: 5, full: 40);
        await broker.CreateTopicAsync(Topic, 2 * rounds);
        using var folder = new PlantFolder(broker.BootstrapServers);
        string service = File.ReadAllText(folder.At("service.yaml"));
        File.WriteAllText(
            folder.At("service.yaml"),
            service.Replace("topics: [readings]", "topics: [readings, large]\n    maxRecordBytes: 12MiB", StringComparison.Ordinal));
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 300);
        using IProducer<Null, string> large = new ProducerBuilder<Null, string>(
            new ProducerConfig { BootstrapServers = broker.BootstrapServers, MessageMaxBytes = 100_000_000 }).SetLogHandler((_, _) => { }).Build();
        using StreamAeProcess process = folder.Start();
        await process.WaitForErrorAsync("reads readings");
        for (int round = 0; round < rounds; round++)
        {
            await SendAsync(2 * round, Reading(round, Allowed));
            await UntilAsync(() => ledger.Has("large", round), process);
            await SendAsync((2 * round) + 1, Reading(round, TooLarge));
            await UntilAsync(() => Read(folder) == 2 * (round + 1), process);
        }

        await producer.StopAsync();
        var sent = new Dictionary<string, long>(producer.Sent) { ["large"] = rounds };
        await ledger.AssertCompleteAsync(sent, Patience, process.Captured);

        // Of the topic of dead letters, the mock broker keeps at least the first.
        Assert.NotEmpty(ledger.DeadLetters);
        Assert.All(ledger.DeadLetters.Keys, id => Assert.StartsWith("plant/kafka:large/", id));
        Assert.All(ledger.DeadLetters.Values, letter => Assert.Equal(1, letter.Count));
        Assert.All(ledger.DeadLetters.Values, letter => Assert.StartsWith("TooLarge: key and value have 13631", letter.Reason));
        Assert.InRange(process.WorkingSet / MiB, 1, MostMemoryMiB);
        await KafkaFaultTests.EndsInTimeAsync(process);
        string[] letters = [.. File.ReadLines(folder.At("state/deadletters.csv")).Where(l => l.Contains(",TooLarge,", StringComparison.Ordinal))];
        Assert.Equal(rounds, letters.Length);

        // A partition of its own each: the mock broker keeps five megabytes of one, and nothing behind a larger message.
        async Task SendAsync(int partition, string value) =>
            await large.ProduceAsync(new TopicPartition(Topic, partition), new Message<Null, string> { Value = value }, Stop);
    }

    /// <summary>Partitions of large messages whose message has taken effect.</summary>
    private static long Read(PlantFolder folder)
    {
        using var store = new SqliteConnection($"Data Source={folder.At("state/streamae.db")};Mode=ReadOnly;Pooling=False");
        store.Open();
        using SqliteCommand count = store.CreateCommand();
        count.CommandText = "SELECT count(*) FROM position WHERE source LIKE 'plant/kafka:large/%' AND next = 1";
        return (long)count.ExecuteScalar()!;
    }

    /// <summary>A reading with a comment that nobody asked for.</summary>
    private static string Reading(int number, int bytes) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"pump":"large","t":{{1_700_000_000 + number}},"flow":10,"pressure":3,"current":7,"comment":"{{new string('x', bytes)}}"}""");

    private static async Task UntilAsync(Func<bool> condition, StreamAeProcess process)
    {
        long start = Environment.TickCount64;
        while (!condition())
        {
            if (Environment.TickCount64 - start > Patience.TotalMilliseconds)
            {
                Assert.Fail($"Not within {Patience}.{process.Captured()}");
            }

            await Task.Delay(20, Stop);
        }
    }
}
