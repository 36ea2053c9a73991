using StreamAe.Monitoring.Operations;
using StreamAe.Monitoring.Persistence.Replays;
using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresRequestTests(PostgresFixture postgres) : RequestTests
{
    private protected override StorePlace NewPlace() => postgres.NewPlace();

    private protected override IOperatorStore OpenForOperator(StorePlace place, TimeProvider? time = null) =>
        PostgresOperatorStore.Open(((PostgresPlace)place).ConnectionString, new PostgresOptions { Time = time ?? TimeProvider.System });

    private protected override IReplayStore OpenForReplay(StorePlace place) => PostgresReplayStore.Open(((PostgresPlace)place).ConnectionString);
}
