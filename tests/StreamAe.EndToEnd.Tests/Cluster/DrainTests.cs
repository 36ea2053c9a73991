using StreamAe.EndToEnd.Tests.Health;
using StreamAe.EndToEnd.Tests.Kafka;
using StreamAe.MockBroker;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.EndToEnd.Tests.Cluster;

/// <summary>One of three silos is asked to end while readings come: it gives its partitions and entities away, and nobody has to find out that it is dead.</summary>
[Collection(FaultCollection.Name)]
public sealed class DrainTests
{
    private static readonly string[] Silos = ["one", "two", "three"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The others take a silo for dead after three probes, a second or more apart: what they know within one, they were told.</summary>
    private static readonly TimeSpan BeforeDeath = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Terminate_OneOfThreeSilos_OthersTakeOverAtOnce()
    {
        OrleansPart.SkipWhereLeftOut();
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        using PostgresServer database = PostgresServer.Start();
        await using MockBrokerProcess broker = await KafkaFaultTests.StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers);
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 300);
        var members = new List<(StreamAeProcess Process, HealthProbe Probe)>();
        try
        {
            foreach (string silo in Silos)
            {
                var probe = new HealthProbe();

                // Each step of a rebalance takes the mock broker as long as a session, less a second.
                folder.WriteService(
                    silo,
                    broker.BootstrapServers,
                    $"{SharedStoreTests.StoreOf(database, silo)}\n{probe.Yaml}",
                    runtime: "{kind: orleans, pollRows: 500}",
                    data: $"state-{silo}",
                    sessionMs: 2500);
                members.Add((folder.Start(silo), probe));
            }

            foreach ((StreamAeProcess process, HealthProbe probe) in members)
            {
                await process.WaitForErrorAsync("is ours");
                await probe.WaitForMembersAsync(3, TimeSpan.FromSeconds(60), process);
            }

            StreamAeProcess leaving = members[0].Process;
            long asked = Environment.TickCount64;
            leaving.Terminate();
            ProcessResult result = await leaving.WaitForExitAsync();
            Assert.Equal(0, result.ExitCode);
            Assert.InRange(Environment.TickCount64 - asked, 0, 10_000);
            foreach ((StreamAeProcess process, HealthProbe probe) in members.Skip(1))
            {
                await probe.WaitForMembersAsync(2, BeforeDeath, process);
            }

            await producer.StopAsync();
            await ledger.AssertCompleteAsync(producer.Sent, Patience, () => string.Concat(members.Select(m => m.Process.Captured())));
            foreach ((StreamAeProcess process, _) in members.Skip(1))
            {
                Assert.False(await process.EndsWithinAsync(TimeSpan.Zero), $"A silo ended by itself.\n{process.Captured()}");
                await KafkaFaultTests.EndsInTimeAsync(process);
            }
        }
        finally
        {
            members.ForEach(m =>
            {
                m.Process.Dispose();
                m.Probe.Dispose();
            });
        }
    }
}
