using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresKillTests(PostgresFixture postgres) : KillTests
{
    private protected override StorePlace NewPlace() => postgres.NewPlace();

    private protected override string[] ArgumentsOf(StorePlace place) => [((PostgresPlace)place).ConnectionString, PostgresPlace.Instance];
}
