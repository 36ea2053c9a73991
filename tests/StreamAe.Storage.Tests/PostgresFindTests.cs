using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresFindTests(PostgresFixture postgres) : FindTests
{
    private protected override StorePlace NewPlace() => postgres.NewPlace();
}
