using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamAe.MockBroker;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.EndToEnd.Tests.Kafka;

/// <summary>
/// Several processes on one group and one PostgreSQL: they split the partitions, take over from each other, and whoever wakes late changes
/// nothing. The database and a sink fail too.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class SharedStoreTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_TwoProcessesKilledAndStarted_JudgeEachReadingOnce()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        using PostgresServer database = PostgresServer.Start();
        await using MockBrokerProcess broker = await KafkaFaultTests.StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers, StoreOf(database, "one"));
        folder.WriteService("two.yaml", broker.BootstrapServers, StoreOf(database, "two"), data: "state-two");
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 500);
        using StreamAeProcess steady = folder.Start();
        await steady.WaitForErrorAsync("reads readings");
        for (int round = 0; round < LongTests.Times(ordinary: 2, full: 20); round++)
        {
            using StreamAeProcess other = folder.Start("two.yaml");
            await other.WaitForErrorAsync("reads readings");
            await Task.Delay(3000, Stop);
            if (round % 2 == 0)
            {
                other.Kill();
            }
            else
            {
                other.Terminate();
            }

            await other.WaitForExitAsync();
        }

        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, Patience, steady.Captured);
        await KafkaFaultTests.EndsInTimeAsync(steady);
    }

    /// <summary>Two or three members at a time, and every few seconds one joins and one leaves in order, each within ten seconds.</summary>
    [Fact]
    public async Task Run_MembersComeAndGo_JudgeEachReadingOnce()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        using PostgresServer database = PostgresServer.Start();
        await using MockBrokerProcess broker = await KafkaFaultTests.StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers);
        string[] configs = ["one", "two", "three"];
        foreach (string config in configs)
        {
            // Each step of a rebalance takes the mock broker as long as a session, less a second.
            folder.WriteService(config, broker.BootstrapServers, StoreOf(database, config), data: $"state-{config}", sessionMs: 2500);
        }

        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 500);
        var members = new Queue<StreamAeProcess>();
        try
        {
            for (int round = 0; round < LongTests.Times(ordinary: 5, full: 60); round++)
            {
                // The first leaves too, so that no partition stays with anybody.
                members.Enqueue(folder.Start(configs[round % configs.Length]));
                await members.Last().WaitForErrorAsync("is ours");
                await Task.Delay(500, Stop);
                if (members.Count == configs.Length)
                {
                    using StreamAeProcess leaving = members.Dequeue();
                    await KafkaFaultTests.EndsInTimeAsync(leaving);
                }
            }

            await producer.StopAsync();
            await ledger.AssertCompleteAsync(
                producer.Sent, Patience, () => string.Concat(members.Select(m => m.Captured())));
            foreach (StreamAeProcess member in members)
            {
                await KafkaFaultTests.EndsInTimeAsync(member);
            }
        }
        finally
        {
            foreach (StreamAeProcess member in members)
            {
                member.Dispose();
            }
        }
    }

    /// <summary>It is stopped past its session's end, another takes its partitions, and it wakes within a commit.</summary>
    [Fact]
    public async Task Run_ProcessPausedPastItsSession_CannotWriteWhenItWakes()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        using PostgresServer database = PostgresServer.Start();
        await using MockBrokerProcess broker = await KafkaFaultTests.StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers, StoreOf(database, "one"));
        folder.WriteService("two.yaml", broker.BootstrapServers, StoreOf(database, "two"), data: "state-two");
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 500);
        using StreamAeProcess first = folder.Start();
        await first.WaitForErrorAsync("reads readings");
        await Task.Delay(2500, Stop);
        first.Pause();
        using StreamAeProcess second = folder.Start("two.yaml");

        // The session ends after six seconds; what the paused one had begun is ended by the server after ten.
        await Task.Delay(TimeSpan.FromSeconds(16), Stop);
        first.Resume();
        await Task.Delay(4000, Stop);
        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, Patience, () => first.Captured() + second.Captured());
        await KafkaFaultTests.EndsInTimeAsync(first);
        await KafkaFaultTests.EndsInTimeAsync(second);
    }

    [Fact]
    public async Task Run_DatabaseStopsAndStarts_JudgesEachReadingOnce()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        using PostgresServer database = PostgresServer.Start();
        await using MockBrokerProcess broker = await KafkaFaultTests.StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers, StoreOf(database, "one"));
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 500);
        using StreamAeProcess process = folder.Start();
        await process.WaitForErrorAsync("reads readings");
        for (int round = 0; round < LongTests.Times(2, 10); round++)
        {
            await Task.Delay(1500, Stop);
            database.Stop(immediate: round % 2 == 0);
            await process.WaitForErrorAsync("trying again");
            await Task.Delay(1500, Stop);
            database.Restart();
        }

        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, Patience, process.Captured);
        await KafkaFaultTests.EndsInTimeAsync(process);
    }

    [Fact]
    public async Task Run_SameInstanceTwice_SecondSaysSo()
    {
        Assert.SkipWhen(PostgresServer.Missing is not null, PostgresServer.Missing ?? "");
        using PostgresServer database = PostgresServer.Start();
        await using MockBrokerProcess broker = await KafkaFaultTests.StartBrokerAsync();
        using var folder = new PlantFolder(broker.BootstrapServers, StoreOf(database, "one"));
        folder.WriteService("twin.yaml", broker.BootstrapServers, StoreOf(database, "one"), data: "state-twin");
        using StreamAeProcess first = folder.Start();
        await first.WaitForErrorAsync("reads readings");
        using StreamAeProcess twin = folder.Start("twin.yaml");
        ProcessResult result = await twin.WaitForExitAsync();
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("one", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, result.Error, StringComparison.Ordinal);
        await KafkaFaultTests.EndsInTimeAsync(first);
    }

    /// <summary>A dead webhook delays itself alone; when it is back it gets every alert, each under its id.</summary>
    [Fact]
    public async Task Run_SinkDownForAWhile_GetsAllAlertsLater()
    {
        await using MockBrokerProcess broker = await KafkaFaultTests.StartBrokerAsync();
        var received = new List<string>();
        bool isDown = true;
        await using WebApplication hook = await StartHookAsync(async context =>
        {
            if (Volatile.Read(ref isDown))
            {
                context.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
                return;
            }

            using var reader = new StreamReader(context.Request.Body);
            await reader.ReadToEndAsync(context.RequestAborted);
            lock (received)
            {
                received.Add(context.Request.Headers["Idempotency-Key"].ToString());
            }
        });
        string url = hook.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        using var folder = new PlantFolder(broker.BootstrapServers, sinks: $$"""  - {kind: webhook, url: "{{url}}"}""");
        await using var ledger = new VerdictLedger(broker.BootstrapServers);
        await using var producer = new PlantProducer(broker.BootstrapServers, perSecond: 500);
        using StreamAeProcess process = folder.Start();
        await process.WaitForErrorAsync("reads readings");
        await Task.Delay(TimeSpan.FromSeconds(LongTests.Times(6, 60)), Stop);
        await producer.StopAsync();
        await ledger.AssertCompleteAsync(producer.Sent, Patience, process.Captured);
        Assert.Empty(received);
        Volatile.Write(ref isDown, false);
        for (int wait = 0; wait < 600 && Distinct(received) < ledger.Alerts; wait++)
        {
            await Task.Delay(100, Stop);
        }

        Assert.Equal(ledger.Alerts, Distinct(received));
        await KafkaFaultTests.EndsInTimeAsync(process);
    }

    private static int Distinct(List<string> received)
    {
        lock (received)
        {
            return received.Distinct(StringComparer.Ordinal).Count();
        }
    }

    internal static string StoreOf(PostgresServer database, string instance) =>
        $$"""store: {kind: postgresql, connection: "{{database.ConnectionString("postgres")}}", instance: {{instance}}}""";

    private static async Task<WebApplication> StartHookAsync(RequestDelegate handle)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        WebApplication hook = builder.Build();
        hook.Urls.Add("http://127.0.0.1:0");
        hook.MapFallback(handle);
        await hook.StartAsync(Stop);
        return hook;
    }
}
