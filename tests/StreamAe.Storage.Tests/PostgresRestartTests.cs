using Npgsql;
using StreamAe.Monitoring.Persistence;
using StreamAe.Monitoring.Runtime;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

/// <summary>A server of its own, that goes and comes back.</summary>
public sealed class PostgresRestartTests
{
    private static readonly RuntimeOptions Options = TestMonitor.Options(pollRows: 50, training: TrainingMode.Off);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Commit_WhileTheServerIsGone_ThrowsUntilItIsBackAndLosesNothing(bool crash)
    {
        PostgresFixture.SkipWhereMissing();
        using var server = PostgresServer.Start();
        using (var place = new PostgresPlace(server, "streamae"))
        using (PostgresStateStore store = place.Open())
        {
            var raised = new List<string>();
            int polls = 0;
            await TestMonitor.RunAsync(
                new StoreCommitter(store, 1, poll =>
                {
                    raised.Add(TestAlerts.Raise(poll));
                    if (++polls == 3)
                    {
                        _ = store.ReadOutbox(StorePlace.Sink, 10);
                        server.Stop(immediate: crash);
                        Assert.ThrowsAny<NpgsqlException>(() => store.Commit([poll]));
                        Assert.ThrowsAny<NpgsqlException>(() => store.Commit([poll]));
                        Assert.ThrowsAny<NpgsqlException>(() => store.ReadOutbox(StorePlace.Sink, 10));
                        server.Restart();
                        Assert.Equal(raised.Take(2), store.ReadOutbox(StorePlace.Sink, 10).Select(a => a.Id));
                    }
                }),
                400,
                Options,
                definition: TestMonitor.Untrained);
            StoredMonitor stored = store.Load(TestMonitor.Name)!;
            Assert.Equal(400, stored.Positions[TestStream.SourceName]);
            Assert.Equal(400, stored.Progress.Observations);
            Assert.Equal(400, Progress.SumOf(stored));
            Assert.Equal(raised, store.ReadOutbox(StorePlace.Sink, 100).Select(a => a.Id));

            // The name is still held.
            Assert.Throws<IOException>(() => place.OpenAs(PostgresPlace.Instance, new StoreOptions()));
        }
    }
}
