using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresReplayStoreTests(PostgresFixture postgres) : ReplayStoreTests
{
    private protected override StorePlace NewPlace() => postgres.NewPlace();

    private protected override IReplayStore OpenForReplay(StorePlace place) => PostgresReplayStore.Open(((PostgresPlace)place).ConnectionString);
}
