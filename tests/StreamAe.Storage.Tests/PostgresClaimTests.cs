using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresClaimTests(PostgresFixture postgres) : ClaimTests
{
    private protected override StorePlace NewPlace() => postgres.NewPlace();
}
