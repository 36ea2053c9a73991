using StreamAe.Storage.Tests.Support;

namespace StreamAe.Storage.Tests;

public sealed class PostgresOverrideTests(PostgresFixture postgres) : OverrideTests
{
    private protected override StorePlace NewPlace() => postgres.NewPlace();
}
