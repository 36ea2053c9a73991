using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresVersionTests(PostgresFixture postgres) : VersionTests
{
    private protected override StorePlace NewPlace() => postgres.NewPlace();

    private protected override IOperatorStore OpenForOperator(StorePlace place) =>
        PostgresOperatorStore.Open(((PostgresPlace)place).ConnectionString, new PostgresOptions());

    private protected override IReplayStore OpenForReplay(StorePlace place) => PostgresReplayStore.Open(((PostgresPlace)place).ConnectionString);
}
