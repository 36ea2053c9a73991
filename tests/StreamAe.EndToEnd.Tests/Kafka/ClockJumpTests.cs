using Microsoft.Extensions.Logging;
using StreamAe.Host.Configuration;
using StreamAe.Host.Modules;
using StreamAe.Host.Services;
using StreamAe.MockBroker;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>
/// The time of day is set by an hour, forwards and backwards, while the service runs: nothing may be lost, doubled or delayed by it. In
/// process, because a library that lies to a whole process about the time stops the Kafka client's own timers.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class ClockJumpTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // Far less than an hour: whoever waits for the clock to come back fails.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_ClockSetForwardsAndBackwards_JudgesEachReadingOnce()
    {
        await using MockBrokerProcess broker = await KafkaFaultTests.StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers);
        await JumpAsync(broker, folder, disturb: async round =>
        {
            // Something to try again, with pauses that grow, across the jumps.
            await broker.SetDownAsync(1);
            await Task.Delay(500 + (100 * round), Stop);
            await broker.SetUpAsync(1);
        });
    }

    [Fact]
    public async Task Run_OnASharedStoreThatFails_ClockSetForwardsAndBackwards_JudgesEachReadingOnce()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        using PostgresServer database = PostgresServer.Start();
        await using MockBrokerProcess broker = await KafkaFaultTests.StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers, SharedStoreTests.StoreOf(database, "one"));
        await JumpAsync(broker, folder, disturb: async round =>
        {
            database.Stop(immediate: round % 2 == 0);
            await Task.Delay(700, Stop);
            database.Restart();
        });
    }

    /// <param name="disturb">Between a jump and the one after it.</param>
    private static async Task JumpAsync(MockBrokerProcess broker, PlantFolder folder, Func<int, Task> disturb)
    {
        var time = new JumpingTimeProvider();
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 500);
        PartCatalog parts = PartCatalog.OfThisBuild();
        ServiceFileResult file = ServiceFile.Load(folder.At("service.yaml"), parts);
        Assert.Empty(file.Errors);
        var log = new CapturedLog();
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        Task<ServiceSummary> run = new ServiceRun(file.Configuration!, parts, TextWriter.Null, time, loggers).RunAsync(null, stop.Token);
        for (int round = 0; round < LongTests.Times(ordinary: 2, full: 20); round++)
        {
            foreach (TimeSpan jump in (TimeSpan[])[Hour, -2 * Hour, Hour])
            {
                await Task.Delay(300, Stop);
                time.Jump(jump);
            }

            time.Jump(round % 2 == 0 ? -Hour : Hour);
            await disturb(round);
        }

        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, Patience, log.ToString);
        Assert.False(run.IsCompleted, log.ToString());
        long end = TimeProvider.System.GetTimestamp();
        await stop.CancelAsync();
        ServiceSummary summary = (await run)!;
        Assert.InRange(TimeProvider.System.GetElapsedTime(end).TotalSeconds, 0, 10);
        Assert.Equal(producer.Total, summary.Events);
        // No duration is told in hours.
        Assert.InRange(summary.Seconds, 0, 600);
        Assert.DoesNotMatch("(after|for) -|(after|for) 0[1-9]:", log.ToString());
    }
}
