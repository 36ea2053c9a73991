using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using StreamAe.MockBroker;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>
/// A service that has judged a stream, was killed once within it, and still runs; and what it wrote to its topics. Trained on the way: entities
/// were judged by several models of the cohort and of their own.
/// </summary>
public sealed class RecordedPlant : IAsyncLifetime
{
    private readonly ConcurrentDictionary<(string Entity, long Sequence), JsonElement> _verdicts = new();
    private readonly ConcurrentDictionary<(string Entity, long Sequence), string> _alerts = new();
    private MockBrokerProcess? _broker;
    private PlantFolder? _folder;
    private StreamAeProcess? _service;

    internal PlantFolder Folder => _folder!;

    public string Brokers => _broker!.BootstrapServers;

    public IReadOnlyDictionary<(string Entity, long Sequence), JsonElement> Verdicts => _verdicts;

    /// <summary>Ids.</summary>
    public IReadOnlyDictionary<(string Entity, long Sequence), string> Alerts => _alerts;

    public async ValueTask InitializeAsync()
    {
        _broker = await MockBrokerProcess.StartAsync();
        foreach (string topic in (string[])[PlantFolder.Readings, PlantFolder.Verdicts, PlantFolder.Alerts, PlantFolder.DeadLetters])
        {
            await _broker.CreateTopicAsync(topic, 2);
        }

        _folder = new PlantFolder(Brokers);
        await using var ledger = new VerdictLedger(Brokers);
        await using var producer = new PlantProducer(Brokers, perSecond: 1500);
        int poison = 0;
        producer.Poison = () => poison++ < 50 ? "{" : "{\"pump\":\"pump-00\",\"t\":1,\"flow\":1,\"pressure\":1,\"current\":\"x\"}";

        // Until it is killed, trainings take effect at exact rows, so that it has models of every kind by then; afterwards when they are ready.
        _folder.WriteService("inline.yaml", Brokers, runtime: "{shards: 2, pollRows: 500, training: inline}");
        using (StreamAeProcess first = _folder.Start("inline.yaml"))
        {
            for (int wait = 0; wait < 600 && ledger.Verdicts < 9000; wait++)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }

            first.Kill();
            await first.WaitForExitAsync();
        }

        _service = _folder.Start();
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, TimeSpan.FromSeconds(120), _service.Captured);
        Read(PlantFolder.Verdicts, ledger.Verdicts, (place, root, _) => _verdicts[place] = root);
        Read(PlantFolder.Alerts, ledger.Alerts, (place, _, id) => _alerts[place] = id);
    }

    /// <summary>Makes a topic with more in its one partition than the broker keeps.</summary>
    public async Task FloodAsync(string topic)
    {
        await _broker!.CreateTopicAsync(topic, 1);
        using IProducer<Null, byte[]> producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig { BootstrapServers = Brokers }).Build();
        for (int i = 0; i < 12; i++)
        {
            await producer.ProduceAsync(topic, new Message<Null, byte[]> { Value = new byte[900_000] });
        }
    }

    public async ValueTask DisposeAsync()
    {
        _service?.Dispose();
        _folder?.Dispose();
        if (_broker is not null)
        {
            await _broker.DisposeAsync();
        }
    }

    /// <summary>Reads a topic from its beginning, until so many were taken.</summary>
    private void Read(string topic, int count, Action<(string Entity, long Sequence), JsonElement, string> take)
    {
        using IConsumer<string?, byte[]> consumer = new ConsumerBuilder<string?, byte[]>(new ConsumerConfig
        {
            BootstrapServers = Brokers,
            GroupId = "recorded",
            EnableAutoCommit = false,
        }).Build();
        consumer.Assign(Enumerable.Range(0, 2).Select(p => new TopicPartitionOffset(topic, p, Offset.Beginning)));
        for (int taken = 0; taken < count; taken++)
        {
            ConsumeResult<string?, byte[]> result = consumer.Consume(TimeSpan.FromSeconds(30)) ?? throw new TimeoutException($"{taken} of {count} of {topic}");
            using JsonDocument document = JsonDocument.Parse(result.Message.Value);
            JsonElement root = document.RootElement.Clone();
            take(
                (root.GetProperty("entity").GetString()!, root.GetProperty("sequence").GetInt64()),
                root,
                Encoding.UTF8.GetString(result.Message.Headers.GetLastBytes("id")));
        }

        consumer.Close();
    }
}
