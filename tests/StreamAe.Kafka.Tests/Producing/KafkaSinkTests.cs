using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using StreamAe.Kafka.Producing;
using StreamAe.Kafka.Tests.Support;
using StreamAe.Monitoring.Alerts;
using StreamAe.Monitoring.Sinks;

namespace StreamAe.Kafka.Tests.Producing;

public sealed class KafkaSinkTests
{
    private const int Limit = 120_000;

    [Fact(Timeout = Limit)]
    public async Task PublishAsync_Alerts_AreReadByAnotherClient()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        string topic = await cluster.NewTopicAsync(partitions: 3);
        using KafkaProducers producers = NewProducers();
        var sink = new KafkaAlertSink(producers, Options(cluster, topic), a => Encoding.UTF8.GetBytes($"alert of {a.Entity}"));

        await sink.PublishAsync([NewAlert(1, "pump ä"), NewAlert(2, "p2")], CancellationToken.None);

        Assert.Equal(
            ["p2|alert of p2|id=id-2,monitor=pumps,severity=critical", "pump ä|alert of pump ä|id=id-1,monitor=pumps,severity=critical"],
            (await Kcat.ReadAsync(cluster.Brokers, topic, "%k|%s|%h")).Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = Limit)]
    public async Task PublishAsync_Records_CarryKeyValueIdAndReason()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        string topic = await cluster.NewTopicAsync(partitions: 1);
        using KafkaProducers producers = NewProducers();
        var sink = new KafkaRecordSink(producers, Options(cluster, topic));
        var first = new RecordBuffer("out");
        first.Add(new SinkRecord("i1"u8, "k1"u8, "v1"u8, default));
        first.Add(new SinkRecord("i2"u8, default, "v2"u8, "Malformed: x"u8));
        var second = new RecordBuffer("out");
        second.Add(new SinkRecord("i3"u8, "k3"u8, default, default));

        await sink.PublishAsync([first.Bytes, second.Bytes], CancellationToken.None);

        Assert.Equal(
            ["k1|v1|id=i1", "|v2|id=i2,reason=Malformed: x", "k3||id=i3"], await Kcat.ReadAsync(cluster.Brokers, topic, "%k|%s|%h"));
    }

    [Fact(Timeout = Limit)]
    public async Task PublishAsync_AgainAfterACrash_WritesOnlyWhatIsMissing()
    {
        await using TestCluster cluster = await TestCluster.StartAsync();
        string topic = await cluster.NewTopicAsync(partitions: 4);
        Alert[] alerts = [.. Enumerable.Range(0, 200).Select(i => NewAlert(i, $"p{i % 9}"))];
        using (KafkaProducers producers = NewProducers())
        {
            var crashed = new KafkaAlertSink(producers, Options(cluster, topic), Encode);
            await crashed.PublishAsync(alerts[..150], CancellationToken.None);
        }

        using KafkaProducers next = NewProducers();
        var sink = new KafkaAlertSink(next, Options(cluster, topic), Encode);
        await sink.PublishAsync(alerts[..100], CancellationToken.None);
        await sink.PublishAsync(alerts[100..], CancellationToken.None);

        Assert.Equal(
            alerts.Select(a => $"id={a.Id}").Order(), (await Kcat.ReadAsync(cluster.Brokers, topic, "%h")).Select(h => h.Split(',')[0]).Order());
    }

    [Fact(Timeout = Limit)]
    public async Task PublishAsync_BrokerErrors_AreOvercomeWithoutDoubles()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        string topic = await cluster.NewTopicAsync(partitions: 2);
        using KafkaProducers producers = NewProducers();
        var sink = new KafkaAlertSink(producers, Options(cluster, topic), Encode);
        const int produce = 0;
        await cluster.Mock.FailNextAsync(produce, "NotLeaderForPartition", 3);
        Alert[] alerts = [.. Enumerable.Range(0, 100).Select(i => NewAlert(i, $"p{i}"))];

        await sink.PublishAsync(alerts, CancellationToken.None);

        Assert.Equal(alerts.Select(a => a.Id).Order(), await IdsAsync(cluster, topic));
    }

    [Fact(Timeout = Limit)]
    public async Task PublishAsync_Refused_ThrowsAndTheRepetitionIsWhole()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        string topic = await cluster.NewTopicAsync(partitions: 1);
        using KafkaProducers producers = NewProducers();
        var sink = new KafkaAlertSink(producers, Options(cluster, topic), Encode);
        Alert[] alerts = [.. Enumerable.Range(0, 10).Select(i => NewAlert(i, $"p{i}"))];
        const int produce = 0;
        await cluster.Mock.FailNextAsync(produce, "TopicAuthorizationFailed", 1);

        KafkaSinkException error = await Assert.ThrowsAsync<KafkaSinkException>(async () => await sink.PublishAsync(alerts, CancellationToken.None));
        Assert.Contains("TopicAuthorizationFailed", error.Message);
        await sink.PublishAsync(alerts, CancellationToken.None);

        Assert.Equal(alerts.Select(a => a.Id).Order(), await IdsAsync(cluster, topic));
    }

    [Fact(Timeout = Limit)]
    public async Task PublishAsync_LargerThanTheTopicTakes_IsCutAndSaysSo()
    {
        await using TestCluster cluster = await TestCluster.StartMockAsync(brokers: 1);
        string topic = await cluster.NewTopicAsync(partitions: 1);
        using KafkaProducers producers = NewProducers();
        var sink = new KafkaRecordSink(producers, Options(cluster, topic));
        var records = new RecordBuffer("out");
        records.Add(new SinkRecord("large"u8, "k"u8, new byte[3 << 20], "TooLarge: it is"u8));
        const int produce = 0;
        await cluster.Mock.FailNextAsync(produce, "MsgSizeTooLarge", 1);

        await sink.PublishAsync([records.Bytes], CancellationToken.None);

        Assert.Equal(
            [$"k|{512 << 10}|id=large,reason=TooLarge: it is,cut-from={3 << 20}"], await Kcat.ReadAsync(cluster.Brokers, topic, "%k|%S|%h"));
    }

    [Fact]
    public void New_PropertyOfOurs_IsRefused()
    {
        using KafkaProducers producers = NewProducers();
        var options = new KafkaSinkOptions
        {
            Name = "out",
            Brokers = "localhost:1",
            Topic = "t",
            Properties = new Dictionary<string, string> { ["acks"] = "1" },
        };
        Assert.Contains("acks = all", Assert.Throws<KafkaSinkException>(() => new KafkaRecordSink(producers, options)).Message);
    }

    private static KafkaProducers NewProducers() => new(TimeProvider.System, NullLogger<KafkaProducers>.Instance);

    private static KafkaSinkOptions Options(TestCluster cluster, string topic) => new() { Name = "out", Brokers = cluster.Brokers, Topic = topic };

    private static async Task<IEnumerable<string>> IdsAsync(TestCluster cluster, string topic) =>
        (await Kcat.ReadAsync(cluster.Brokers, topic, "%h")).Select(h => h.Split(',')[0]["id=".Length..]).Order();

    private static byte[] Encode(Alert alert) => Encoding.UTF8.GetBytes(alert.Id);

    private static Alert NewAlert(int number, string entity) => new(
        $"id-{number}", "pumps", entity, default, AlertSeverity.Critical, 0, 0, number, 9, 1, 0.5f, 1, 0, 1, IsProvisional: false, []);
}
