using System.Globalization;
using Npgsql;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Monitoring.Sinks;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresLostAnswerTests(PostgresFixture postgres)
{
    private const int End = 400;
    private const int PollRows = 50;

    [Fact]
    public async Task Commit_WhoseAnswerWasLost_IsNotDoneTwice()
    {
        using PostgresPlace place = postgres.NewPlace();
        using var proxy = new CuttingProxy(place.Server.Port);
        string throughProxy = place.ConnectionString.Replace(
            $"Port={place.Server.Port.ToString(CultureInfo.InvariantCulture)}",
            $"Port={proxy.Port.ToString(CultureInfo.InvariantCulture)}",
            StringComparison.Ordinal);
        using PostgresStateStore store = PostgresStateStore.Open(throughProxy, [StorePlace.Sink], PostgresPlace.Instance);
        store.Claim(TestMonitor.Name, TestStream.SourceName);
        var raised = new List<string>();
        await TestMonitor.RunAsync(
            new StoreCommitter(store, 1, poll =>
            {
                raised.Add(TestAlerts.Raise(poll));
                poll.RecordsFor("topic").Add(new SinkRecord("id"u8, "key"u8, "value"u8, []));
                if (raised.Count == 3)
                {
                    proxy.CutNextCommit();
                    Assert.ThrowsAny<NpgsqlException>(() => store.Commit([poll]));
                    Assert.Equal(1, proxy.Cuts);
                    Assert.Equal(3 * PollRows, place.Execute("SELECT observations FROM monitor"));
                }
            }),
            End,
            TestMonitor.Options(pollRows: PollRows, training: TrainingMode.Off),
            definition: TestMonitor.Untrained);

        using StoredMonitor stored = store.Load(TestMonitor.Name)!;
        Assert.Equal(End, stored.Progress.Observations);
        Assert.Equal(End, Progress.SumOf(stored));
        Assert.Equal(raised, store.ReadOutbox(StorePlace.Sink, 100).Select(a => a.Id));
        Assert.Equal(raised.Count, store.ReadRecords("topic", int.MaxValue).Count);
    }
}
