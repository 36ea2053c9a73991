using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresEditTests(PostgresFixture postgres) : EditTests
{
    private protected override StorePlace NewPlace() => postgres.NewPlace();
}
