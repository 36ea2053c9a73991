using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresRoundTripTests(PostgresFixture postgres) : RoundTripTests
{
    private protected override StorePlace NewPlace() => postgres.NewPlace();
}
