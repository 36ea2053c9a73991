using StreamAe.MockBroker;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>
/// Three processes that are one cluster, over TCP, on one PostgreSQL: partitions and entities move between them when one is killed, paused or
/// stopped, and every reading is judged once.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class ClusterTests
{
    private static readonly string[] Members = ["one.yaml", "two.yaml", "three.yaml"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(150);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_SilosKilledAndStarted_JudgeEachReadingOnce()
    {
        SkipWhereLeftOut();
        await using Cluster cluster = await Cluster.StartAsync();
        for (int round = 0; round < LongTests.Times(ordinary: 2, full: 30); round++)
        {
            int member = round % Members.Length;
            await Task.Delay(4000, Stop);
            await cluster.KillAsync(member);
            await Task.Delay(1000, Stop);
            cluster.Start(member);
        }

        await cluster.AssertCompleteAsync();
    }

    /// <summary>It is stopped until the others have taken it for dead and read its partitions; then it wakes, in the middle of what it did.</summary>
    [Fact]
    public async Task Run_SiloPausedUntilItIsTakenForDead_CannotWriteWhenItWakes()
    {
        SkipWhereLeftOut();
        await using Cluster cluster = await Cluster.StartAsync();
        await Task.Delay(4000, Stop);
        cluster.Processes[1].Pause();
        await Task.Delay(TimeSpan.FromSeconds(LongTests.Times(ordinary: 18, full: 60)), Stop);
        cluster.Processes[1].Resume();

        // A silo that finds itself taken for dead ends its process: whoever runs it starts it anew. On a busy machine the others may not have
        // come so far.
        bool ended = await cluster.Processes[1].EndsWithinAsync(TimeSpan.FromSeconds(10));
        Assert.True(ended || !LongTests.AreAsked, "After a minute the others take it for dead.");
        if (ended)
        {
            cluster.Start(1);
            await Task.Delay(3000, Stop);
        }

        await cluster.AssertCompleteAsync();
    }

    private static void SkipWhereLeftOut()
    {
        OrleansPart.SkipWhereLeftOut();
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
    }

    /// <summary>Database, broker, producer and the three processes.</summary>
    private sealed class Cluster : IAsyncDisposable
    {
        private readonly PostgresServer _database = PostgresServer.Start();
        private readonly MockBrokerProcess _broker;
        private readonly PlantFolder _folder;
        private readonly VerdictLedger _ledger;
        private readonly PlantProducer _producer;
        private readonly List<StreamAeProcess> _ended = [];

        private Cluster(MockBrokerProcess broker)
        {
            _broker = broker;
            _folder = new PlantFolder(broker.BootstrapServers);
            foreach (string member in Members)
            {
                string instance = Path.GetFileNameWithoutExtension(member);
                _folder.WriteService(
                    member,
                    broker.BootstrapServers,
                    SharedStoreTests.StoreOf(_database, instance),
                    runtime: "{kind: orleans, pollRows: 500}",
                    data: $"state-{instance}");
            }

            _ledger = new VerdictLedger(broker.BootstrapServers);
            _producer = new PlantProducer(broker.BootstrapServers, perSecond: 500);
        }

        public List<StreamAeProcess> Processes { get; } = [];

        public static async Task<Cluster> StartAsync()
        {
            var cluster = new Cluster(await KafkaFaultTests.StartBrokerAsync());
            foreach (string member in Members)
            {
                cluster.Processes.Add(cluster._folder.Start(member));
            }

            foreach (StreamAeProcess process in cluster.Processes)
            {
                await process.WaitForErrorAsync("reads readings");
            }

            return cluster;
        }

        public async Task KillAsync(int member)
        {
            Processes[member].Kill();
            await Processes[member].WaitForExitAsync();
        }

        public void Start(int member)
        {
            _ended.Add(Processes[member]);
            Processes[member] = _folder.Start(Members[member]);
        }

        public async Task AssertCompleteAsync()
        {
            await _producer.StopAsync();
            await _ledger.AssertCompleteAsync(_producer.Sent, Patience, Captured);
            foreach (StreamAeProcess process in Processes)
            {
                await KafkaFaultTests.EndsInTimeAsync(process);
            }
        }

        public async ValueTask DisposeAsync()
        {
            foreach (StreamAeProcess process in Processes.Concat(_ended))
            {
                process.Dispose();
            }

            await _producer.DisposeAsync();
            await _ledger.DisposeAsync();
            _folder.Dispose();
            await _broker.DisposeAsync();
            _database.Dispose();
        }

        private string Captured() => string.Concat(_ended.Concat(Processes).Select((p, i) => $"--- process {i}\n{p.Captured()}"));
    }
}
